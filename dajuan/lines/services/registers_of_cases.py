"""Mirrored mode (办件汇聚): the superior platform's export of cases becomes cases here, and nobody types anything.

One row is one case as the platform knows it today: what happened to it so far, each with its instant. A case that comes
again with more, or with something else, replaces what it said before. What names a person is not read at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.calendar.clocks import Unit
from dajuan.core.calendar.working_days import NotAnnounced, WorkingCalendar, working_calendar
from dajuan.core.companies.models import Company
from dajuan.core.records.models import Entry
from dajuan.core.spreadsheets.register import Column, Register, Staging, Values
from dajuan.core.staff.models import Zone
from dajuan.lines.services.models import (
    Acceptance,
    Case,
    Channel,
    Decision,
    Delivery,
    Matter,
    MatterVersion,
    Mode,
    Rating,
    RatingLevel,
    Refusal,
    RefusalCause,
    Submission,
    SupplementNotice,
)
from dajuan.lines.services.models.examination import Way
from dajuan.lines.services.models.ratings import BAD, RECTIFY_WITHIN, RatingWay
from dajuan.lines.services.registers import WORDS_OF_CHANNELS

PLATFORM = "省政务服务平台"  # the province's government service platform, as pages and entries name it
FIRST_YEAR = 2019  # the earliest year whose working days are asked for
SUPPLY_DAYS = 10  # what a supplement notice gives where the export does not say: the product's own rule

RESULTS = {
    **dict.fromkeys(("准予", "准予许可", "予以许可", "同意", "通过", "办结", "正常办结", "办结-准予", "granted"), True),
    **dict.fromkeys(("不予", "不予许可", "不同意", "不通过", "办结-不予", "退件", "不予批准", "denied"), False),
}
LEVELS = {
    **{
        word: level
        for level, word in zip((5, 4, 3, 2, 1), ("非常满意", "满意", "基本满意", "不满意", "非常不满意"), strict=True)
    },
    **{f"{stars}星": stars for stars in range(1, 6)},
    **{str(stars): stars for stars in range(1, 6)},
}
INSTANTS = ("submitted_at", "noticed_at", "refused_at", "accepted_at", "decided_at", "delivered_at", "rated_at")
YES = {"是": True, "否": False, "yes": True, "no": False, "Y": True, "N": False, "1": True, "0": False}


def matters_of(zone: Zone) -> Mapping[str, Any]:
    """The catalogue by code, and by name where a name is one matter's."""
    rows = list(Matter.objects.filter(zone=zone).select_related("office"))
    names = [row.name for row in rows]
    by_name = {row.name: row for row in rows} if len(set(names)) == len(names) else _single(rows)
    return {**by_name, **{row.code: row for row in rows}}


def _single(rows: Sequence[Matter]) -> dict[str, Matter]:
    seen: dict[str, list[Matter]] = {}
    for row in rows:
        seen.setdefault(row.name, []).append(row)
    return {name: same[0] for name, same in seen.items() if len(same) == 1}


def channels_of(zone: Zone) -> Mapping[str, Any]:
    """A channel by the words platforms use."""
    words = {**WORDS_OF_CHANNELS, "线下": Channel.WINDOW, "大厅": Channel.WINDOW, "APP": Channel.APP}
    longer = {
        f"{word}{end}": channel
        for word, channel in words.items()
        for end in ("办理", "申报", "申请", "受理", "端", "机")
    }
    own = {str(label): Channel(value) for value, label in Channel.choices}
    return {**longer, **words, **own, **{one.value: one for one in Channel}, "窗口办理": Channel.WINDOW}


def _words(known: Mapping[str, Any]) -> Any:
    return lambda zone: known


class CaseRegister(Register):
    """Cases as the platform exports them. A row sent again with something else replaces what it said before."""

    name = "services.cases"
    title = _("Cases of the superior platform")
    note = _(
        "One row a case, known by its number there. Names and identity numbers are not read; an enterprise is known by "
        "its credit code. What the platform says is read only here; a matter that is accepted here is passed over."
    )
    system = PLATFORM
    foreign_number = "number"
    records = (Submission, Acceptance, Decision)
    trusted = True
    personal = True
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "number",
            _("Number of the case"),
            kind="code",
            key=True,
            required=True,
            longest=60,
            aliases=("办件编号", "办件号", "业务流水号", "受理编号", "申报号"),
        ),
        Column(
            "matter",
            _("Code or name of the matter"),
            kind="name",
            required=True,
            trade=True,
            candidates=matters_of,
            aliases=("事项编码", "事项代码", "实施编码", "业务办理项编码", "事项名称"),
        ),
        Column(
            "company",
            _("Credit code of the enterprise"),
            kind="code",
            longest=18,
            aliases=("统一社会信用代码", "申请单位信用代码", "信用代码"),
        ),
        Column(
            "channel",
            pgettext_lazy("case", "Channel"),
            kind="name",
            trade=True,
            candidates=channels_of,
            aliases=("申请渠道", "办理渠道", "受理渠道", "申报来源", "申报方式"),
        ),
        Column("window", _("Window"), longest=40, aliases=("窗口", "窗口号", "受理窗口")),
        Column(
            "submitted_at",
            pgettext_lazy("case", "Handed in at"),
            kind="instant",
            required=True,
            aliases=("申请时间", "申报时间", "收件时间", "提交时间"),
        ),
        Column("noticed_at", _("Supplement asked at"), kind="instant", aliases=("补正告知时间", "补齐补正时间")),
        Column("refused_at", _("Not accepted at"), kind="instant", aliases=("不予受理时间",)),
        Column("accepted_at", _("Accepted at"), kind="instant", aliases=("受理时间",)),
        Column(
            "limit", _("Promised limit"), kind="integer", aliases=("承诺时限", "承诺办结时限", "承诺时限（工作日）")
        ),
        Column(
            "due_on",
            pgettext_lazy("case", "Due on"),
            kind="date",
            aliases=("承诺办结时间", "承诺办结日期", "应办结时间", "到期时间"),
        ),
        Column("decided_at", _("Decided at"), kind="instant", aliases=("办结时间", "决定时间", "办结日期")),
        Column(
            "granted",
            pgettext_lazy("case", "Result"),
            kind="name",
            trade=True,
            candidates=_words(RESULTS),
            aliases=("办理结果", "办结结果", "审批结果", "决定结果"),
        ),
        Column(
            "late",
            pgettext_lazy("case", "Overdue"),
            kind="name",
            trade=True,
            candidates=_words(YES),
            aliases=("是否超期", "是否超时", "是否逾期"),
        ),
        Column(
            "on_the_spot",
            _("Done on the spot"),
            kind="name",
            trade=True,
            candidates=_words(YES),
            aliases=("是否即办", "是否即办件", "当场办结"),
        ),
        Column(
            "with_missing",
            _("With papers missing"),
            kind="name",
            trade=True,
            candidates=_words(YES),
            aliases=("是否容缺", "是否容缺受理", "容缺受理"),
        ),
        Column(
            "delivered_at", _("Delivered at"), kind="instant", aliases=("送达时间", "出证时间", "领取时间", "取件时间")
        ),
        Column(
            "level",
            pgettext_lazy("case", "Rating"),
            kind="name",
            trade=True,
            candidates=_words(LEVELS),
            aliases=("评价等级", "评价结果", "好差评", "满意度"),
        ),
        Column("rated_at", _("Rated at"), kind="instant", aliases=("评价时间",)),
    )

    def __init__(self) -> None:
        self._spent: dict[tuple[date, date], int | None] = {}
        self._ends: dict[tuple[date, int], date | None] = {}
        self._calendar: WorkingCalendar | None = None

    def check(self, values: Values) -> Iterable[tuple[str, Any]]:
        """Steps in their order, and none in the future."""
        now = timezone.now()
        for name in INSTANTS:
            if values[name] is not None and values[name] > now:
                yield name, _("This instant lies in the future.")
                return
        before = values["submitted_at"]
        for name in ("accepted_at", "decided_at", "delivered_at"):
            if values[name] is not None:
                if values[name] < before:
                    yield name, _("This lies before the step that comes first.")
                    return
                before = values[name]
        if values["refused_at"] and (values["accepted_at"] or values["decided_at"]):
            yield "refused_at", _("A case is accepted or not, never both.")
        if values["delivered_at"] and not values["decided_at"]:
            yield "delivered_at", _("Its result was delivered, but no decision stands in the row.")

    def notes(self, values: Values) -> Iterable[Any]:
        """What is taken with a doubt."""
        if values["matter"].mode == Mode.OWN:
            yield _("Cases of this matter are accepted here: the row is not taken.")
        elif values["decided_at"] and not values["accepted_at"]:
            yield _("Decided without an acceptance: the day of hand-in counts as that of acceptance.")

    def prepare(self, act: Staging) -> None:
        """The calendar, once an import."""
        if self._calendar is None:
            self._calendar = working_calendar(date(FIRST_YEAR, 1, 1), date(act.today().year + 1, 12, 31))

    def rows(self, act: Staging, batch: Sequence[Values]) -> Iterator[list[Entry]]:
        """What each row says happened. Six queries a batch, however many rows."""
        known = self._known(act, batch)
        companies = self._companies(act, batch)
        versions = _versions(batch)
        new = []
        for values in batch:
            if values["matter"].mode == Mode.MIRRORED and values["number"] not in known:
                case = self._new(act, values, companies, versions)
                known[values["number"]] = case
                new.append(case)
        act.make_many(new)
        fresh = {case.number for case in new}
        for values in batch:
            if values["matter"].mode == Mode.OWN:
                yield []
                continue
            case = known[values["number"]]
            if case.number not in fresh:
                self._follow(act, case, values, companies, versions)
            yield list(self._happened(case, values))

    def _known(self, act: Staging, batch: Sequence[Values]) -> dict[str, Case]:
        numbers = [values["number"] for values in batch]
        rows = Case.objects.filter(zone=act.zone, system=PLATFORM, foreign_number__in=numbers)
        rows = rows.exclude(foreign_number="")  # says to SQLite that the index of those that have one serves
        return {row.foreign_number: row for row in rows.select_related("office", "matter", "company")}

    def _companies(self, act: Staging, batch: Sequence[Values]) -> dict[str, Company]:
        codes = {values["company"] for values in batch if values["company"]}
        return {row.code: row for row in Company.objects.filter(zone=act.zone, code__in=codes)}

    def _new(self, act: Staging, values: Values, companies: Mapping[str, Company], versions: Versions) -> Case:
        number = values["number"]
        own = self._own(values, companies, versions)
        return Case(zone=act.zone, number=number, system=PLATFORM, foreign_number=number, **own)

    def _own(self, values: Values, companies: Mapping[str, Company], versions: Versions) -> dict[str, Any]:
        """The fields of a case that the platform owns."""
        matter = values["matter"]
        return {
            "office": matter.office,
            "matter": matter,
            "version": version_of(versions, matter, values),
            "matter_code": matter.code,
            "matter_kind": matter.kind,
            "company": companies.get(values["company"]),
            "channel": values["channel"] or (Channel.WINDOW if values["window"] else Channel.ONLINE),
            "window": values["window"],
        }

    def _follow(
        self, act: Staging, case: Case, values: Values, companies: Mapping[str, Company], versions: Versions
    ) -> None:
        """Change what the platform says otherwise now."""
        own = self._own(values, companies, versions)
        changed = [name for name, value in own.items() if getattr(case, name) != value]
        for name in changed:
            setattr(case, name, own[name])
        act.change(case, changed)

    def _happened(self, case: Case, values: Values) -> Iterator[Entry]:
        """What happened to a case by its row, in order."""
        yield _entry(case, Submission, values["submitted_at"], papers=0)
        if at := values["noticed_at"]:
            yield _entry(case, SupplementNotice, at, lacking=[], due_on=self._end(at, SUPPLY_DAYS) or _day(at))
        if at := values["refused_at"]:
            yield _entry(case, Refusal, at, cause=RefusalCause.PAPERS)
        accepted_at = values["accepted_at"] or (values["decided_at"] and values["submitted_at"])
        if not accepted_at:
            return
        limit, unit, due_on = self._limit(case, values, accepted_at)
        legal = case.version.legal_limit if case.version else None
        with_missing = bool(values["with_missing"])
        facts = {"limit": limit, "unit": unit, "due_on": due_on, "legal_limit": legal, "with_missing": with_missing}
        yield _entry(case, Acceptance, accepted_at, **facts)
        if at := values["decided_at"]:
            yield self._decision(case, values, accepted_at, limit, due_on)
        if at := values["delivered_at"]:
            yield _entry(case, Delivery, at, way=Way.ONLINE if case.channel == Channel.ONLINE else Way.WINDOW)
        if values["level"] is not None:
            at = values["rated_at"] or values["delivered_at"] or values["decided_at"] or accepted_at
            way = RatingWay.WINDOW if case.channel == Channel.WINDOW else RatingWay.ONLINE
            level = RatingLevel(values["level"])
            due_on = self._end(at, RECTIFY_WITHIN) if level in BAD else None
            yield _entry(case, Rating, at, level=level, way=way, due_on=due_on)

    def _decision(
        self, case: Case, values: Values, accepted_at: datetime, limit: int | None, due_on: date | None
    ) -> Decision:
        at = values["decided_at"]
        on_the_spot = values["on_the_spot"]
        late = values["late"]
        in_time = not late if late is not None else _day(at) <= due_on if due_on else None
        decision: Decision = _entry(
            case,
            Decision,
            at,
            granted=values["granted"] is not False,
            cause="other" if values["granted"] is False else "",
            on_the_spot=_day(at) == _day(accepted_at) if on_the_spot is None else on_the_spot,
            with_missing=bool(values["with_missing"]),
            in_time=in_time,
            working_days=self._between(_day(accepted_at), _day(at)),
            limit=limit,
            due_on=due_on,
        )
        return decision

    def _limit(self, case: Case, values: Values, accepted_at: datetime) -> tuple[int | None, str, date | None]:
        """Limit, unit and last day: what the platform says, else what the version promises."""
        version = case.version
        limit = values["limit"] if values["limit"] is not None else version.limit if version else None
        unit = version.unit if version and values["limit"] is None else Unit.WORKING_DAYS
        due_on = values["due_on"]
        if due_on is None and limit is not None and unit == Unit.WORKING_DAYS:
            due_on = self._end(accepted_at, limit)
        return limit, unit, due_on

    def _end(self, at: datetime, days: int) -> date | None:
        """The last working day of a limit; None where no calendar tells it. Asked once for a day and a limit."""
        asked = (_day(at), days)
        if asked not in self._ends:
            try:
                self._ends[asked] = self._calendar.after(*asked) if self._calendar else None
            except NotAnnounced:
                self._ends[asked] = None
        return self._ends[asked]

    def _between(self, start: date, end: date) -> int | None:
        """Working days after a day up to another; None where no calendar tells."""
        if (start, end) not in self._spent:
            try:
                self._spent[start, end] = self._calendar.between(start, end) if self._calendar else None
            except NotAnnounced:
                self._spent[start, end] = None
        return self._spent[start, end]


Versions = Mapping[int, Sequence[MatterVersion]]


def _versions(batch: Sequence[Values]) -> Versions:
    """Of each matter (by key) its versions in force, latest first. One query."""
    found: dict[int, list[MatterVersion]] = {}
    rows = MatterVersion.objects.issued().filter(matter__in={values["matter"].pk for values in batch})
    for row in rows.order_by("-valid_from", "-number"):
        found.setdefault(row.matter_id, []).append(row)
    return found


def version_of(versions: Versions, matter: Matter, values: Values) -> MatterVersion | None:
    """The version under which a case was handed in; None where none held that day."""
    day = _day(values["submitted_at"])
    held = (
        row
        for row in versions.get(matter.pk, ())
        if row.valid_from <= day and not (row.valid_to and row.valid_to < day)
    )
    return next(held, None)


def _day(at: datetime) -> date:
    """The day of an instant: registers give instants by the clock of the zone."""
    return at.date()


def _entry(case: Case, kind: Any, at: datetime, **facts: Any) -> Any:
    return case.entry(kind, at=at, happened_on=_day(at), **facts)
