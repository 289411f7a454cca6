"""The catalogue comes in as a spreadsheet: one row a matter, in the columns of the halls' own lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.calendar.clocks import Unit
from dajuan.core.records.models import Entry
from dajuan.core.spreadsheets.register import Column, Register, Staging, Values
from dajuan.core.staff.models import Office, Zone
from dajuan.lines.services.models import (
    Audience,
    Channel,
    LifeEvent,
    Matter,
    MatterIssued,
    MatterKind,
    MatterStep,
    MatterVersion,
)
from dajuan.lines.services.models.matters import oddities
from dajuan.lines.services.models.papers import PaperShelf
from dajuan.lines.services.models.steps import steps_from

OWN = ("name", "name_en", "kind", "audience", "department", "group", "life_event")
PROMISED = ("basis", "result", "legal_limit", "promised_limit", "guide_zh", "guide_en")
BETWEEN = re.compile(r"[\n;；]+")


CHINESE = {
    "行政许可": MatterKind.LICENCE,
    "行政处罚": MatterKind.PENALTY,
    "行政给付": MatterKind.BENEFIT,
    "行政确认": MatterKind.CONFIRMATION,
    "行政奖励": MatterKind.REWARD,
    "行政裁决": MatterKind.RULING,
    "其他行政权力": MatterKind.OTHER_POWER,
    "公共服务": MatterKind.PUBLIC,
}


def kinds_of(zone: Zone) -> Mapping[str, Any]:
    """A kind by its code on the national platform, `1` or `01`, or by its word."""
    codes = {code: key for key in MatterKind.values for code in (key, f"{int(key):02d}")}
    words = {str(word): key for key, word in MatterKind.choices}
    return {**codes, **words, **{word: kind.value for word, kind in CHINESE.items()}}


def parts(text: str) -> list[str]:
    """What stands in a cell of several lines."""
    return [part.strip() for part in BETWEEN.split(text or "") if part.strip()]


class MatterRegister(Register):
    """The catalogue. A row that says something else than before corrects the version, or brings one from a new day."""

    name = "services.matters"
    title = _("Catalogue of government services")
    note = _(
        "One row a matter and day from which it holds. With another day a row is a new version, and the old one stays "
        "for cases begun under it; without a day, or with the same, it corrects the version. Odd codes are reported."
    )
    records = (MatterIssued,)
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "code",
            _("Code of the matter"),
            kind="code",
            key=True,
            required=True,
            longest=80,
            aliases=("事项编码", "事项代码", "实施编码", "业务办理项编码", "item_code"),
            sample="511Z07001006-511602000000-000-11511301008778183N-1-00",
        ),
        Column(
            "valid_from",
            pgettext_lazy("matter", "Holds from"),
            kind="date",
            key=True,
            aliases=("生效日期", "实施日期", "版本生效时间"),
        ),
        Column(
            "name", _("Name"), required=True, longest=300, aliases=("事项名称", "业务办理项名称", "办理项名称", "item")
        ),
        Column("name_en", _("Name in English"), longest=300, aliases=("英文名称",)),
        Column(
            "kind",
            pgettext_lazy("matter", "Kind"),
            kind="name",
            required=True,
            candidates=kinds_of,
            aliases=("事项类型", "类型", "task_type"),
            sample="行政许可",
        ),
        Column(
            "audience",
            pgettext_lazy("matter", "For whom"),
            kind="choice",
            choices=dict(Audience.choices),
            aliases=("服务对象", "办理对象"),
        ),
        Column(
            "department",
            pgettext_lazy("matter", "Department"),
            longest=120,
            aliases=("实施主体", "实施机构", "部门", "责任部门", "department"),
        ),
        Column("group", _("Main item"), longest=200, aliases=("主项名称", "目录名称", "大项", "main_item")),
        Column(
            "life_event",
            _("Theme of life"),
            kind="choice",
            choices=dict(LifeEvent.choices),
            aliases=("主题", "主题分类", "生命周期"),
        ),
        Column("basis", _("Legal basis"), aliases=("设定依据", "法律依据")),
        Column(
            "main_papers",
            _("Main papers"),
            aliases=("申请材料", "主审要件", "必要材料"),
            note=_("one a line, or with ；"),
        ),
        Column("minor_papers", _("Minor papers"), aliases=("容缺材料", "次要材料"), note=_("one a line, or with ；")),
        Column(
            "steps", pgettext_lazy("matter", "Steps"), aliases=("办理流程", "办理环节", "流程"), note=_("one a line")
        ),
        Column("legal_limit", _("Legal limit"), kind="integer", aliases=("法定时限", "法定办结时限"), sample=20),
        Column("promised_limit", _("Promised limit"), kind="integer", aliases=("承诺时限", "承诺办结时限"), sample=5),
        Column(
            "unit",
            _("Limit counted in"),
            kind="choice",
            choices=dict(Unit.choices),
            aliases=("时限单位", "办结时限单位"),
        ),
        Column("channels", _("Channels"), aliases=("办理形式", "办理渠道"), note=_("with 、 between")),
        Column(
            "on_the_spot",
            _("Done on the spot"),
            kind="choice",
            choices={"yes": _("yes"), "no": _("no")},
            aliases=("即办件", "是否即办件"),
        ),
        Column("trips", _("Trips to the hall"), kind="integer", aliases=("到办事现场次数", "跑动次数")),
        Column("result", _("Result handed out"), longest=200, aliases=("办理结果", "审批结果名称", "结果名称")),
        Column("guide_zh", _("Guide in Chinese"), aliases=("办事指南", "受理条件")),
        Column("guide_en", _("Guide in English")),
        Column("document", _("Number of the document"), longest=120, aliases=("文号",)),
    )

    def check(self, values: Values) -> Iterable[tuple[str, Any]]:
        """A promised limit within the legal one, a paper once."""
        legal, promised = values["legal_limit"], values["promised_limit"]
        if None not in (legal, promised) and promised > legal:
            yield "promised_limit", _("The promised limit is longer than the legal one.")
        papers = [*parts(values["main_papers"]), *parts(values["minor_papers"])]
        if len(set(papers)) < len(papers):
            yield "main_papers", _("A paper is asked for twice.")

    def notes(self, values: Values) -> Iterable[Any]:
        """What is odd about the code."""
        return oddities(values["code"])

    def prepare(self, act: Staging) -> None:
        self.shelf = PaperShelf(act.zone, act.make)
        self.offices = {office.name: office for office in Office.objects.filter(zone=act.zone)}

    def rows(self, act: Staging, batch: Sequence[Values]) -> Iterator[Entry]:
        """Each matter, made where it is new, and its version with papers and steps, in force at once."""
        codes = [values["code"] for values in batch]
        known = {row.code: row for row in Matter.objects.filter(zone=act.zone, code__in=codes).select_related("office")}
        latest = _latest([row.pk for row in known.values()])
        for values in batch:
            matter = self._kept(act, known, values)
            version = self._version(act, matter, latest.get(matter.pk), values)
            latest[matter.pk] = version
            yield self._issued(act, matter, version, values)

    def _kept(self, act: Staging, known: dict[str, Matter], values: Values) -> Matter:
        said = {name: values[name] for name in OWN if values[name] not in (None, "")}
        office = self.offices.get(values["department"], act.office)
        matter = known.get(values["code"])
        if matter is None:
            known[values["code"]] = matter = act.make(Matter(zone=act.zone, office=office, code=values["code"], **said))
            return matter
        changed = [name for name, value in said.items() if getattr(matter, name) != value]
        for name in changed:
            setattr(matter, name, said[name])
        if changed:
            matter.tell_words()
            act.change(matter, [*changed, "words"])
        return matter

    def _version(self, act: Staging, matter: Matter, before: MatterVersion | None, values: Values) -> MatterVersion:
        main = [self.shelf.called(name) for name in parts(values["main_papers"])]
        minor = [self.shelf.called(name) for name in parts(values["minor_papers"])]
        version = act.make(
            MatterVersion(
                matter=matter,
                number=before.number + 1 if before else 1,
                valid_from=values["valid_from"] or (before.valid_from if before else act.today()),
                unit=values["unit"] or Unit.WORKING_DAYS,
                channels=_channels(values["channels"]),
                on_the_spot=values["on_the_spot"] == "yes",
                allows_missing=bool(main and minor),
                trips=1 if values["trips"] is None else values["trips"],
                **{name: values[name] for name in PROMISED},
            )
        )
        version.ask(*main)
        version.ask(*minor, is_main=False)
        MatterStep.objects.bulk_create(steps_from(version, parts(values["steps"])))
        return version

    def _issued(self, act: Staging, matter: Matter, version: MatterVersion, values: Values) -> MatterIssued:
        day = min(version.valid_from, act.today())
        facts = {"version": version, "document": values["document"], "papers": _count(values)}
        return matter.entry(MatterIssued, happened_on=day, **facts, **version.issued_facts())


def _latest(matters: list[int]) -> dict[int, MatterVersion]:
    """Of each matter (by key) its latest version."""
    rows = MatterVersion.objects.filter(matter__in=matters).order_by("number")
    return {row.matter_id: row for row in rows}


def _count(values: Values) -> int:
    return len(parts(values["main_papers"])) + len(parts(values["minor_papers"]))


WORDS_OF_CHANNELS = {
    "窗口": Channel.WINDOW,
    "网上": Channel.ONLINE,
    "线上": Channel.ONLINE,
    "掌上": Channel.APP,
    "移动端": Channel.APP,
    "自助": Channel.TERMINAL,
    "快递": Channel.POST,
    "邮寄": Channel.POST,
}


def _channels(text: str) -> str:
    """The channels a cell names, the window where it names none."""
    found = [channel for word, channel in WORDS_OF_CHANNELS.items() if word in text]
    found += [Channel(value) for value in Channel.values if value in text.lower()]
    return ",".join(dict.fromkeys(found)) or Channel.WINDOW
