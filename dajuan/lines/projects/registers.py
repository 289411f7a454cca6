"""Ledgers that come in as spreadsheets: projects, a year's list, and the approval platform's export of a month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.companies.models import Company
from dajuan.core.places.models import Area
from dajuan.core.places.shaped import SHAPED
from dajuan.core.records.models import Entry, Refused
from dajuan.core.spreadsheets.register import Column, Register, Staging, Values
from dajuan.core.staff.models import Office, Zone
from dajuan.lines.projects.models import (
    Category,
    FixedInvestment,
    Industry,
    KeyList,
    Listing,
    MonthReport,
    Project,
    ProjectType,
    TotalInvestment,
)
from dajuan.lines.projects.models.lists import listed_key

PLATFORM = "tzxm"  # the national investment approval platform (投资项目在线审批监管平台)
OWN = ("name", "type", "industry", "company", "leader", "office", "area")


def offices_of(zone: Zone) -> Mapping[str, Any]:
    """The zone's offices by name."""
    return {office.name: office for office in Office.objects.filter(zone=zone)}


def areas_of(zone: Zone) -> Mapping[str, Any]:
    """The parts of the zone by name."""
    return {area.name: area for area in Area.objects.filter(zone=zone).defer("geojson")}


def lists_of(zone: Zone) -> Mapping[str, Any]:
    """The zone's lists by the name people write: 2020年市级重点项目."""
    return {str(one): one for one in KeyList.objects.filter(zone=zone)}


def projects_of(act: Staging, batch: Sequence[Values]) -> dict[str, Project]:
    """The known projects of a batch by the platform's code; one question."""
    codes = [values["code"] for values in batch]
    rows = Project.objects.filter(zone=act.zone, code__in=codes)
    return {row.code: row for row in rows.select_related("office", "area").defer("geojson")}


def known(projects: Mapping[str, Project], values: Values) -> Project:
    """The project of a row; refuses a code nobody has entered."""
    if values["code"] not in projects:
        raise Refused(_("No project has this code: enter it first."), field="code")
    return projects[values["code"]]


CODE = Column(
    "code",
    _("Code of the approval platform"),
    kind="code",
    key=True,
    required=True,
    longest=24,
    aliases=("项目代码", "投资项目代码", "国家代码", "在线平台代码", "code"),
    sample="2020-610162-36-03-000001",
)
WAN = 1_000_000  # fen in ten thousand yuan
MONTH = Column(
    "month",
    _("Month reported"),
    kind="date",
    key=True,
    required=True,
    aliases=("报告期", "月份", "统计月份", "所属月份"),
)


class ProjectRegister(Register):
    """The projects with their total, one row a project. A total that rises needs its reason in the row."""

    name = "projects.projects"
    title = _("Key projects with their total investment")
    note = _("One row a project, known again by the code of the approval platform.")
    records = (TotalInvestment,)
    system = PLATFORM
    foreign_number = "code"
    columns = (
        CODE,
        Column("name", _("Name"), required=True, longest=120, aliases=("项目名称", "名称")),
        Column(
            "type",
            pgettext_lazy("project", "Type"),
            kind="choice",
            required=True,
            choices=dict(ProjectType.choices),
            aliases=("项目类型", "类型", "项目类别"),
        ),
        Column(
            "industry",
            _("Leading industry"),
            kind="choice",
            required=True,
            choices=dict(Industry.choices),
            aliases=("所属产业", "主导产业", "行业"),
        ),
        Column(
            "company",
            _("Credit code of the investor"),
            kind="code",
            longest=18,
            aliases=("统一社会信用代码", "信用代码"),
        ),
        Column(
            "happened_on", _("Holds from"), kind="date", required=True, aliases=("备案时间", "批复时间", "立项时间")
        ),
        Column(
            "total_fen",
            _("Total investment"),
            required=True,
            aliases=("总投资", "总投资额", "计划总投资"),
            kind="decimal",
            unit="万元",
            scale=WAN,
        ),
        Column("because", _("Reason of the change"), longest=200, aliases=("调整原因", "变更原因")),
        Column("document", _("Number of the document"), longest=120, aliases=("文号", "备案文号", "批复文号")),
        Column("leader", _("Leader in charge"), longest=40, aliases=("包抓领导", "分管领导")),
        Column("office", _("Responsible office"), kind="name", candidates=offices_of, aliases=("责任单位", "牵头单位")),
        Column(
            "area", _("Part of the zone"), kind="name", candidates=areas_of, aliases=("片区", "所属片区", "建设地点")
        ),
        Column("shape", _("Shape"), kind="geometry", aliases=("geometry", "图形")),
    )

    def rows(self, act: Staging, batch: Sequence[Values]) -> Iterator[Entry]:
        """Each project, made where it is new, and its total."""
        projects = projects_of(act, batch)
        codes = {values["company"] for values in batch if values["company"]}
        companies = {one.code: one for one in Company.objects.filter(zone=act.zone, code__in=codes)}
        for values in batch:
            project = self._kept(act, projects, values | {"company": self._company(companies, values["company"])})
            facts = {name: values[name] for name in ("total_fen", "because", "document")}
            yield project.value(act, happened_on=values["happened_on"], **facts)

    def _company(self, companies: Mapping[str, Company], code: str) -> Company | None:
        if code and code not in companies:
            raise Refused(_("No company of this code is entered."), field="company")
        return companies[code] if code else None

    def _kept(self, act: Staging, projects: dict[str, Project], values: Values) -> Project:
        """The project of a row: made where it is new, its own fields changed where the row says otherwise."""
        said = {name: values[name] for name in OWN if values[name] not in (None, "")}
        project = projects.get(values["code"])
        if project is None:
            project = Project(zone=act.zone, code=values["code"], **{"office": act.office, **said})
            project.put_shape(values["shape"])
            projects[values["code"]] = act.make(project)
            return project
        changed = [name for name, value in said.items() if getattr(project, name) != value]
        for name in changed:
            setattr(project, name, said[name])
        if values["shape"]:
            project.put_shape(values["shape"])
            changed += SHAPED
        act.change(project, changed)
        return project


class ListingRegister(Register):
    """A year's list: which projects stand on it, with their plans, by the version in force on the day of the row."""

    name = "projects.listings"
    title = _("List of key projects of a year")
    note = _("The list and its version are recorded first. Lower lists come before higher ones, for lists are nested.")
    records = (Listing,)
    columns = (
        CODE,
        Column(
            "key_list",
            pgettext_lazy("key projects", "List"),
            kind="name",
            key=True,
            required=True,
            candidates=lists_of,
            aliases=("清单", "清单名称"),
        ),
        Column(
            "happened_on",
            _("Day of the document"),
            kind="date",
            key=True,
            required=True,
            aliases=("下达时间", "发文时间"),
        ),
        Column(
            "category",
            _("Category"),
            kind="choice",
            required=True,
            choices=dict(Category.choices),
            aliases=("项目性质", "建设性质", "类别"),
        ),
        Column(
            "plan_fen",
            _("Plan of the year"),
            required=True,
            aliases=("年度计划投资", "年度计划", "本年计划投资"),
            kind="decimal",
            unit="万元",
            scale=WAN,
        ),
        Column("start_by", _("Start planned by"), kind="date", aliases=("计划开工时间",)),
    )

    def rows(self, act: Staging, batch: Sequence[Values]) -> Iterator[Entry]:
        """Each project's place on its list."""
        projects = projects_of(act, batch)
        for values in batch:
            facts = {name: values[name] for name in ("happened_on", "key_list", "category", "plan_fen", "start_by")}
            yield known(projects, values).enlist(act, **facts)


class ProgressRegister(Register):
    """The approval platform's export of a month: image progress, and statistics where the platform has them.

    The platform says what was completed since January; what was completed in the month must fit what is recorded of the
    months before.
    """

    name = "projects.progress"
    title = _("Monthly progress from the approval platform")
    note = _("Known again by code and month. “Since January” is checked against the months already recorded.")
    records = (MonthReport, FixedInvestment)
    trusted = True  # the platform has reviewed it
    system = PLATFORM
    foreign_number = "code"
    columns = (
        CODE,
        MONTH,
        Column("happened_on", _("Day of the report"), kind="date", aliases=("填报时间", "报送时间", "更新时间")),
        Column(
            "done_fen",
            _("Completed in the month"),
            required=True,
            aliases=("本月完成投资", "当月完成投资"),
            kind="decimal",
            unit="万元",
            scale=WAN,
        ),
        Column(
            "year_fen",
            _("Completed since January"),
            aliases=("本年累计完成投资", "自年初累计完成投资"),
            kind="decimal",
            unit="万元",
            scale=WAN,
        ),
        Column(
            "image",
            _("State of the works"),
            required=True,
            longest=200,
            aliases=("形象进度", "工程形象进度", "进展情况"),
        ),
        Column("trouble", _("What stands in the way"), longest=200, aliases=("存在问题", "存在的问题")),
    )

    def check(self, values: Values) -> Iterable[tuple[str, Any]]:
        """What was completed in a month is part of what was completed since January."""
        if values["year_fen"] is not None and values["year_fen"] < values["done_fen"]:
            yield "year_fen", _("Less since January than in the month alone.")

    def rows(self, act: Staging, batch: Sequence[Values]) -> Iterator[Entry]:
        """Each project's report. A frozen month, a month to come and a total that does not add up are refused."""
        projects = projects_of(act, batch)
        before = self._before(projects.values(), batch)
        for values in batch:
            project, month = known(projects, values), values["month"].replace(day=1)
            key = listed_key(project.pk, month.year)
            recorded = sum(done for earlier, done in before.get(key, []) if earlier < month)
            if values["year_fen"] is not None and recorded + values["done_fen"] != values["year_fen"]:
                words = {"sum": f"{(recorded + values['done_fen']) / 1_000_000:g}"}
                message = _("With the months recorded before it is %(sum)s (10,000 yuan) since January.")
                raise Refused(message % words, field="year_fen")
            before.setdefault(key, []).append((month, values["done_fen"]))
            facts = {name: values[name] for name in ("done_fen", "image", "trouble")}
            day = values["happened_on"] or min(_after(month), act.today())
            yield project.report(act, happened_on=day, month=month, **facts)

    def _before(self, projects: Iterable[Project], batch: Sequence[Values]) -> dict[int, list[tuple[date, int]]]:
        """What stands of these projects' months, by project and year; one question."""
        years = {values["month"].year for values in batch}
        rows = MonthReport.objects.standing().filter(project__in=[one.pk for one in projects], month__year__in=years)
        found: dict[int, list[tuple[date, int]]] = {}
        for key, month, done in rows.values_list("listed_key", "month", "done_fen"):
            found.setdefault(key, []).append((month, done))
        return found


def _after(month: date) -> date:
    """The first day of the month after, on which a month is over."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


__all__ = ["ListingRegister", "ProgressRegister", "ProjectRegister"]
