"""What superior systems report of projects, as their spreadsheets say it: phases with planned and real days, and money.

The investment approval platform of a province, and OpenCoesione of Italy as the one such file that is public. A row is
a project; a project not known by its code is made. Nodes of our own are never done by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.models import Entry
from dajuan.core.spreadsheets.register import Column, Register, Staging, Values
from dajuan.lines.projects.models import Industry, PhaseKind, Project, ProjectType, ReportedMoney, ReportedPhase
from dajuan.lines.projects.models.phases import DAYS
from dajuan.lines.projects.models.projects import CODE_LENGTH

MONEY = ("financed_cents", "committed_cents", "paid_cents")
CHINESE = {
    "study": "可行性研究",
    "outline": "初步设计",
    "design": "技术设计",
    "detail": "施工图设计",
    "award": "招标",
    "contract": "合同签订",
    "works": "施工",
    "tests": "竣工验收",
    "planned_from": "计划开始",
    "begun_on": "实际开始",
    "planned_to": "计划完成",
    "ended_on": "实际完成",
}
ITALIAN = {
    "study": "STUDIO_FATT",
    "outline": "PROG_PREL",
    "design": "PROG_DEF",
    "detail": "PROG_ESEC",
    "award": "AGG_BANDO",
    "contract": "STIP_ATTRIB",
    "works": "ESECUZIONE",
    "tests": "COLLAUDO",
    "planned_from": "DATA_INIZIO_PREV",
    "begun_on": "DATA_INIZIO_EFF",
    "planned_to": "DATA_FINE_PREV",
    "ended_on": "DATA_FINE_EFF",
}
DAY_TITLES = {
    "planned_from": _("%(phase)s: planned to begin"),
    "begun_on": _("%(phase)s: begun"),
    "planned_to": _("%(phase)s: planned to end"),
    "ended_on": _("%(phase)s: ended"),
}


class Titled:
    """The heading of a day of a phase, in the reader's language when it is read."""

    def __init__(self, phase: str, day: str) -> None:
        self.phase, self.day = phase, day

    def __str__(self) -> str:
        return str(DAY_TITLES[self.day]) % {"phase": PhaseKind(self.phase).label}


def _days() -> Iterator[Column]:
    """Four days of each phase, under the headings of both systems."""
    for phase in PhaseKind.values:
        for day in DAYS:
            aliases = (f"{CHINESE[phase]}{CHINESE[day]}时间", f"{ITALIAN[day]}_{ITALIAN[phase]}")
            yield Column(f"{phase}_{day}", Titled(phase, day), kind="date", aliases=aliases)


class PlatformRegister(Register):
    """Projects as the approval platform exports them. A row sent again replaces what it said before."""

    name = "projects.reported"
    title = _("Phases and money as the approval platform reports them")
    note = _("One row a project, known by its code. Phases reported here stand beside our nodes and do none of them.")
    system = "approval-platform"
    foreign_number = "code"
    records = (ReportedPhase, ReportedMoney)
    currency: ClassVar[str] = "CNY"
    columns = (
        Column(
            "code",
            _("Code of the project"),
            kind="code",
            key=True,
            required=True,
            longest=CODE_LENGTH,
            aliases=("项目代码", "COD_LOCALE_PROGETTO"),
        ),
        Column("name", _("Name"), required=True, longest=300, aliases=("项目名称", "OC_TITOLO_PROGETTO")),
        Column(
            "happened_on",
            _("Day of the data"),
            kind="date",
            required=True,
            aliases=("数据日期", "更新时间", "DATA_AGGIORNAMENTO"),
        ),
        Column("type", _("Type of project"), kind="choice", choices=dict(ProjectType.choices), aliases=("项目类型",)),
        Column(
            "financed_cents",
            pgettext_lazy("money", "Financed"),
            kind="decimal",
            scale=100,
            aliases=("资金来源合计", "FINANZ_TOTALE_PUBBLICO"),
        ),
        Column(
            "committed_cents",
            pgettext_lazy("money", "Committed"),
            kind="decimal",
            scale=100,
            aliases=("已签合同金额", "IMPEGNI"),
        ),
        Column(
            "paid_cents",
            pgettext_lazy("money", "Paid"),
            kind="decimal",
            scale=100,
            aliases=("累计支付", "TOT_PAGAMENTI"),
        ),
        *_days(),
    )

    def rows(self, act: Staging, batch: Sequence[Values]) -> Iterator[list[Entry]]:
        """The phases that have a day, and the money, of each project."""
        for project, values in zip(self._projects(act, batch), batch, strict=True):
            yield [*self._phases(act, project, values), *self._money(act, project, values)]

    def _projects(self, act: Staging, batch: Sequence[Values]) -> Iterator[Project]:
        rows = Project.objects.filter(zone=act.zone, code__in=[values["code"] for values in batch])
        known = {row.code: row for row in rows.select_related("office", "area").defer("geojson")}
        for values in batch:
            yield known.get(values["code"]) or act.make(self._new(act, values))

    def _new(self, act: Staging, values: Values) -> Project:
        own: dict[str, Any] = {"type": values["type"] or ProjectType.LIVELIHOOD, "industry": Industry.PUBLIC}
        return Project(zone=act.zone, office=act.office, code=values["code"], name=values["name"][:120], **own)

    def _phases(self, act: Staging, project: Project, values: Values) -> Iterator[Entry]:
        for phase in PhaseKind.values:
            days = {day: values[f"{phase}_{day}"] for day in DAYS}
            if any(days.values()):
                yield project.take_phase(act, happened_on=values["happened_on"], phase=phase, **days)

    def _money(self, act: Staging, project: Project, values: Values) -> Iterator[Entry]:
        cents = {name: values[name] for name in MONEY}
        if any(amount is not None for amount in cents.values()):
            yield project.take_money(act, happened_on=values["happened_on"], currency=self.currency, **cents)


class OpenCoesioneRegister(PlatformRegister):
    """The same as OpenCoesione publishes it: semicolons, decimal commas, euros."""

    name = "projects.opencoesione"
    title = _("Phases and money as OpenCoesione reports them")
    system = "OpenCoesione"
    currency = "EUR"
