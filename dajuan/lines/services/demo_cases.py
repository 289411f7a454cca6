"""The cases of two years, poured month by month as the provincial platform's export brings them (办件汇聚).

1,200 to 1,800 a working day in a whole zone, three times as many on the busiest days; few in February 2020. Tuples, not
objects: a whole zone has 700,000 cases and three million entries.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import accumulate
from typing import Any

from django.core.management.color import no_style
from django.db import connection

from dajuan.core.calendar.seed import known_notices
from dajuan.core.calendar.working_days import WorkingCalendar
from dajuan.core.companies.models import Company
from dajuan.core.demo.stage import Stage
from dajuan.core.records.act import Act
from dajuan.core.records.models import Entry
from dajuan.core.records.pouring import Pouring
from dajuan.core.staff.models import User
from dajuan.lines.services.demo_catalogue import OWN, Catalogue, Item
from dajuan.lines.services.models import (
    Acceptance,
    Case,
    Decision,
    Delivery,
    MissingCommitment,
    MissingSupplied,
    Package,
    Rating,
    RatingCalledBack,
    RatingRectified,
    RatingVerified,
    Refusal,
    StepDone,
    Submission,
    SupplementNotice,
    Supplied,
)

LINE = "services"
SEED = 20200901
A_YEAR = 375_000  # in a whole zone
LEAST = 60  # a year, in the smallest
SYSTEM = "省政务服务平台"
DAY = timedelta(days=1)
LAST = date(2020, 12, 31)
SEASONS = {  # month to how busy it is; 1 is usual
    2019: (0.9, 0.7, 1.1, 1.0, 1.0, 1.1, 1.1, 1.1, 1.2, 0.9, 1.0, 1.0),
    2020: (0.8, 0.15, 1.0, 1.2, 1.1, 1.2, 1.2, 1.1, 1.3, 0.95, 1.05, 1.05),
}
PEAKS = ((6, 29), (9, 1), (12, 30))  # three times as many: enrolment, and the end of a half-year
GROWTH = {2019: 0.88, 2020: 1.0}
CHANNELS = ("window",) * 46 + ("online",) * 34 + ("app",) * 12 + ("terminal",) * 6 + ("post",) * 2
LEVELS = (5,) * 920 + (4,) * 62 + (3,) * 12 + (2,) * 4 + (1,) * 2  # of a thousand ratings
DENIED = ("conditions", "papers", "inspection", "other")
REFUSED = ("not-ours", "papers", "papers", "not-supplied", "withdrawn", "not-needed")
OF_A_CASE = ("case_id", "office_id", "matter_id", "package_id", "matter_code", "matter_kind", "company_id", "channel")
COMMON = ("happened_on", "at", *OF_A_CASE, "window", "words", "system")
FACTS: dict[type[Entry], tuple[str, ...]] = {
    Submission: ("by_clerk", "in_package", "papers", "reused"),
    SupplementNotice: ("lacking", "due_on"),
    Supplied: ("papers",),
    Refusal: ("cause",),
    Acceptance: ("unit", "limit", "legal_limit", "due_on", "with_missing", "deemed", "examiner_id"),
    MissingCommitment: ("missing", "papers", "due_on"),
    MissingSupplied: ("in_time", "force_majeure"),
    StepDone: ("round", "step", "opinion", "examiner_id", "took_days"),
    Decision: (
        *("granted", "cause", "on_the_spot", "assisted", "with_missing", "in_package", "in_time", "working_days"),
        *("limit", "due_on", "examiner_id"),
    ),
    Delivery: ("way", "in_time", "due_on"),
    Rating: ("level", "way", "visit", "real_name", "rated_user_id", "due_on"),
}
CASE = (
    *("id", "zone_id", "office_id", "created_at", "number", "matter_id", "package_id", "version_id", "matter_code"),
    *("matter_kind", "company_id", "channel", "window", "package_case_id", "system", "foreign_number", "code_word"),
    *("token", "stage", "was_stopped", "extended"),
)


def a_year(stage: Stage) -> int:
    """Cases of 2020 in a zone of this size: they grow with the cube of it."""
    return max(LEAST, round(A_YEAR * stage.size**3))


def put_on(stage: Stage, catalogue: Catalogue, firms: list[Company]) -> int:
    """Two years of cases; gives how many of 2020 there are."""
    poured = Cases(stage, catalogue, firms)
    for year in GROWTH:
        for month in range(1, 13):
            poured.record_month(date(year, month, 1))
    return a_year(stage)


class Cases:
    """Makes each month's rows when they are recorded: matters, enterprises and packages have keys by then."""

    def __init__(self, stage: Stage, catalogue: Catalogue, firms: list[Company]) -> None:
        self.stage, self.catalogue, self.firms = stage, catalogue, firms
        self.chance = random.Random(SEED)
        self.days = _working_days()
        self.place = {day: at for at, day in enumerate(self.days)}
        self.weights = list(accumulate(item.weight for item in catalogue.items))
        self.rows: dict[tuple[type[Entry], date], list[tuple[Any, ...]]] = defaultdict(list)
        self.packages: list[tuple[int, list[Item]]] = []
        self.examiners: list[int] = []
        self.next_case = 1
        self.instant = "%s %02d:%02d:00" + ("" if connection.vendor == "sqlite" else "+00:00")
        busy = {year: sum(self._load(day) for day in self.days if day.year == year) for year in GROWTH}
        self.scale = {year: a_year(stage) * GROWTH[year] / busy[year] for year in GROWTH}
        self.left = 0.0

    def record_month(self, month: date) -> None:
        """What the platform exports of a month comes in on its last evening, the cases first."""
        end = (month + timedelta(days=32)).replace(day=1) - DAY
        at = datetime(end.year, end.month, end.day, 11, tzinfo=UTC)
        self.stage.record_at(LINE, at, partial(self._pour_cases, month))
        for place, kind in enumerate(FACTS, 1):
            self.stage.record_at(LINE, at + timedelta(seconds=place), partial(self._pour, kind, month))
        before = (month - DAY).replace(day=1)
        self.stage.record_at(LINE, at + timedelta(minutes=2), partial(self._follow_bad, before, end))

    # How busy a day is

    def _load(self, day: date) -> float:
        """Mondays, days after holidays, the enrolment of schools, the ends of half-years; nothing after the demo."""
        if day > LAST:
            return 0
        gap = (day - self.days[self.place[day] - 1]).days if self.place[day] else 1
        busy = 1.25 if gap == 3 else 1.9 if gap > 3 else 1.0
        return SEASONS[day.year][day.month - 1] * (3.0 if (day.month, day.day) in PEAKS else busy)

    def _many(self, day: date) -> int:
        """How many of a day; what is less than one is carried on to the next."""
        exact = self._load(day) * self.scale[day.year] + self.left
        self.left = exact - int(exact)
        return int(exact)

    # One month

    def _pour_cases(self, month: date, act: Act) -> None:
        """The cases of a month; what happened to them is put aside for its own month."""
        self._meet(month)
        rows: list[tuple[Any, ...]] = []
        for day in self.days:
            if (day.year, day.month) == (month.year, month.month):
                many = self._many(day)
                while many > 0:
                    before = len(rows)
                    rows += self._of_a_visit(day)
                    many -= len(rows) - before
        _insert_cases(rows)

    def _meet(self, month: date) -> None:
        """The keys of who is there by now."""
        people = User.objects.filter(zone=self.stage.zone, username__in=("fan", "hao", "tian")).order_by("username")
        self.examiners = [one.pk for one in people]
        self.office = self.stage.offices[LINE].pk
        by_matter = {item.matter.pk: item for item in self.catalogue.items}
        issued = Package.objects.filter(zone=self.stage.zone, issues__happened_on__lt=month).order_by("pk")
        self.packages = [
            (one.pk, [by_matter[part.matter_id] for part in one.package_matters.all()])
            for one in issued.prefetch_related("package_matters")
        ]
        last: Any = Case.objects.order_by("-pk").values_list("pk", flat=True).first()
        self.next_case = (last or 0) + 1

    def _pour(self, kind: type[Entry], month: date, act: Act) -> None:
        if rows := self.rows.pop((kind, month), None):
            act.take(Pouring(kind, self.stage.zone, (*COMMON, *FACTS[kind]), rows))

    def _of_a_visit(self, day: date) -> Iterator[tuple[Any, ...]]:
        """The rows of one case, or of a package and its children."""
        chance = self.chance.random
        channel = CHANNELS[int(chance() * 100)]
        window = f"{1 + int(chance() * 100):03}" if channel == "window" else ""
        minute = 60 + int(chance() * 480)
        if self.packages and chance() < 0.02:
            package, items = self.packages[int(chance() * len(self.packages))]
            company = self._company()
            parent = self.next_case
            yield self._parent(package, items, company, day, minute, channel, window)
            for item in items:
                yield self._case(item, company, day, minute, channel, window, parent)
        else:
            item = self.catalogue.items[bisect_right(self.weights, chance() * self.weights[-1])]
            firm = self._company() if item.matter.audience == "enterprise" else None
            yield self._case(item, firm, day, minute, channel, window, None)

    def _company(self) -> int:
        key: int = self.firms[int(self.chance.random() * len(self.firms))].pk
        return key

    def _parent(
        self, package: int, items: list[Item], company: int, day: date, minute: int, channel: str, window: str
    ) -> tuple[Any, ...]:
        """The case of a package: handed in once, accepted, and decided when its slowest matter may be."""
        key, limit = self._key(), max(item.version.promised_limit or 1 for item in items)
        told = (key, self.office, None, package, "", "", company, channel, window, "", SYSTEM)
        papers = len({paper for item in items for paper in item.papers})
        due_on = self._after(day, limit)
        self._put(Submission, day, minute, told, False, False, papers, 0)
        examiner = self.examiners[0]
        self._put(Acceptance, day, minute, told, "working-days", limit, None, due_on, False, False, examiner)
        stage = "accepted"
        if due_on <= LAST:
            stage = "decided"
            facts = (True, "", limit == 0, True, False, False, True, limit, limit, due_on, examiner)
            self._put(Decision, due_on, 500, told, *facts)
        return self._row(told, None, day, minute, None, stage)

    def _case(
        self, item: Item, company: int | None, day: date, minute: int, channel: str, window: str, parent: int | None
    ) -> tuple[Any, ...]:
        """One case from its hand-in to its rating, as far as the demo goes; its own row."""
        matter = item.matter
        system = "" if matter.name in OWN else SYSTEM
        told = (
            self._key(),
            self.office,
            matter.pk,
            None,
            matter.code,
            matter.kind,
            company,
            channel,
            window,
            "",
            system,
        )
        stage = self._live(told, item, day, minute, parent is not None)
        return self._row(told, item.version.pk, day, minute, parent, stage)

    def _key(self) -> int:
        self.next_case += 1
        return self.next_case - 1

    def _row(
        self, told: tuple[Any, ...], version: int | None, day: date, minute: int, parent: int | None, stage: str
    ) -> tuple[Any, ...]:
        key, office, matter, package, code, kind, company, channel, window, _words, system = told
        number = f"{day:%Y%m%d}-{key:08d}"
        foreign = f"SN{key:010d}" if system else ""
        return (
            *(key, self.stage.zone.pk, office, self._at(day, minute), number, matter, package, version, code, kind),
            *(company, channel, window, parent, system, foreign, "", "", stage, False, 0),
        )

    # One case

    def _live(self, told: tuple[Any, ...], item: Item, day: date, minute: int, in_package: bool) -> str:
        """What happens to a case; its stage at the end of the demo."""
        chance = self.chance.random
        self._put(Submission, day, minute, told, told[7] == "window", in_package, len(item.papers), 0)
        if not in_package and chance() < 0.035:
            lacking = f'["CL{item.papers[-1] + 1:02}"]'
            self._put(SupplementNotice, day, minute, told, lacking, self._after(day, 10))
            day, minute = self._after(day, 1 + int(chance() * 6)), 60 + int(chance() * 480)
            if day > LAST:
                return "supplement"
            self._put(Supplied, day, minute, told, 1)
        if not in_package and chance() < 0.03:
            self._put(Refusal, day, minute, told, REFUSED[int(chance() * len(REFUSED))])
            return "refused"
        return self._accepted(told, item, day, minute, in_package)

    def _accepted(self, told: tuple[Any, ...], item: Item, day: date, minute: int, in_package: bool) -> str:
        """From its acceptance on; its stage at the end of the demo."""
        chance, limit = self.chance.random, item.version.promised_limit or 0
        due_on, examiner = self._after(day, limit), self.examiners[int(chance() * len(self.examiners))]
        missing = item.minor > 0 and chance() < 0.11
        clock = ("working-days", limit, item.version.legal_limit, due_on)
        self._put(Acceptance, day, minute, told, *clock, missing, False, examiner)
        if missing:
            self._miss(told, item, day, minute, due_on)
        on_the_spot = limit == 0 or chance() < 0.3
        taken = 0 if on_the_spot else self._taken(limit)
        ended, end_minute = self._after(day, taken), min(minute + 25, 595) if taken == 0 else 60 + int(chance() * 480)
        if ended > LAST:
            return "accepted"
        if not told[-1] and not on_the_spot:
            half = self._after(day, taken // 2)
            self._put(StepDone, half, minute, told, 1, "审查", "agrees", examiner, taken // 2)
            self._put(StepDone, ended, end_minute, told, 2, "决定", "agrees", examiner, taken - taken // 2)
        granted = chance() > 0.012
        cause = "" if granted else DENIED[int(chance() * len(DENIED))]
        handled = (granted, cause, on_the_spot, chance() < 0.08, missing, in_package)
        self._put(Decision, ended, end_minute, told, *handled, taken <= limit, taken, limit, due_on, examiner)
        if chance() < 0.56:
            self._rate(told, ended, end_minute)
        return self._hand_over(told, ended, end_minute)

    def _miss(self, told: tuple[Any, ...], item: Item, day: date, minute: int, due_on: date) -> None:
        """A commitment, and its papers some days later; nearly all in time."""
        chance, papers = self.chance.random, [f'"CL{place + 1:02}"' for place in item.papers[3:5]]
        self._put(MissingCommitment, day, minute, told, f"[{', '.join(papers)}]", len(papers), due_on)
        late = chance() < 0.02
        came = self._after(due_on, 2) if late else self._after(day, int(chance() * (item.version.promised_limit or 1)))
        if came <= LAST:
            self._put(MissingSupplied, came, 595, told, not late, late)

    def _rate(self, told: tuple[Any, ...], day: date, minute: int) -> None:
        """Rated at once."""
        chance = self.chance.random
        level = LEVELS[int(chance() * 1000)]
        way = "window" if told[7] == "window" else "code" if chance() < 0.4 else "online"
        due_on = self._after(day, 15) if level <= 2 else None
        self._put(Rating, day, minute + 4, told, level, way, "", chance() < 0.3, None, due_on)

    def _hand_over(self, told: tuple[Any, ...], ended: date, minute: int) -> str:
        chance = self.chance.random
        handed = self._after(ended, int(chance() * 4))
        if handed > LAST:
            return "decided"
        way = "window" if told[7] == "window" else "post" if chance() < 0.4 else "online"
        self._put(Delivery, handed, 597, told, way, True, self._after(ended, 10))
        return "delivered"

    def _follow_bad(self, month: date, day: date, act: Act) -> None:
        """What followed the bad ratings of the month before: verified, rectified, called back, most of them in time."""
        bad = Rating.objects.bad().filter(
            zone=self.stage.zone, happened_on__year=month.year, happened_on__month=month.month
        )
        for rating in bad.order_by("number"):
            told = {name: getattr(rating, name) for name in (*OF_A_CASE, "window", "system")}
            true, in_time = self.chance.random() < 0.96, self.chance.random() < 0.97
            ended = min(rating.due_on if in_time else rating.due_on + 3 * DAY, day)
            at = datetime(ended.year, ended.month, ended.day, 6, tzinfo=UTC)
            own = {**told, "rating": rating, "at": at, "happened_on": ended}
            act.enter(RatingVerified(**own, true=true))
            if true:
                act.enter(RatingRectified(**own, in_time=in_time, due_on=rating.due_on))
                act.enter(RatingCalledBack(**own, reached=True, level=self.chance.choice((3, 4, 5))))

    # What all share

    def _after(self, day: date, number: int) -> date:
        """The working day that many after another."""
        return self.days[self.place[day] + number]

    def _taken(self, limit: int) -> int:
        """Working days used: mostly well within the limit, sometimes beyond it."""
        chance = self.chance.random
        return limit + 1 + int(chance() * 3) if chance() < 0.012 else int(limit * (0.2 + 0.75 * chance()))

    def _at(self, day: date, minute: int) -> str:
        return self.instant % (day, minute // 60, minute % 60)

    def _put(self, kind: type[Entry], day: date, minute: int, told: tuple[Any, ...], *facts: Any) -> None:
        """Put an entry aside until its month is poured."""
        self.rows[kind, day.replace(day=1)].append((day, self._at(day, minute), *told, *facts))


def _working_days() -> list[date]:
    """The working days from 2019 on, a quarter longer than the demo, by all notices."""
    changes = {day.date: day.is_working for notice in known_notices() for day in notice.days}
    return list(WorkingCalendar(changes).working_days(date(2019, 1, 2), date(2021, 3, 31)))


def _insert_cases(rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows of cases with keys of their own, and the database told that these are taken."""
    quote = connection.ops.quote_name
    columns, marks = ", ".join(map(quote, CASE)), ", ".join(["%s"] * len(CASE))
    with connection.cursor() as cursor:
        insert = f"INSERT INTO {quote(Case._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608  names of the model
        cursor.executemany(insert, rows)
        for told in connection.ops.sequence_reset_sql(no_style(), [Case]):
            cursor.execute(told)
