"""Notices of the State Council's office: read from holiday-cn's JSON, or seeded from the chinesecalendar package.

Only what a notice changes is recorded, dated by its issue; so an earlier notice stays askable for ever.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dajuan.core.calendar.models import DayChange
from dajuan.core.calendar.working_days import WorkingCalendar, working_calendar
from dajuan.core.records.act import Act
from dajuan.core.records.models import Refused

# Days of issue as on the notices' pages at www.gov.cn; earlier years are dated by the last day of the year before.
ISSUED_ON = {
    2015: date(2014, 12, 16),
    2016: date(2015, 12, 10),
    2017: date(2016, 12, 1),
    2018: date(2017, 11, 30),
    2019: date(2018, 12, 6),
    2020: date(2019, 11, 21),
    2021: date(2020, 11, 25),
    2022: date(2021, 10, 25),
    2023: date(2022, 12, 8),
    2024: date(2023, 10, 25),
    2025: date(2024, 11, 12),
    2026: date(2025, 11, 4),
}


@dataclass(frozen=True)
class Day:
    """One day as a notice has it."""

    date: date
    is_working: bool
    name: str = ""


@dataclass(frozen=True)
class Notice:
    """One year's days as they stand after a notice."""

    year: int
    issued_on: date
    paper: str
    days: tuple[Day, ...]


def read_notice(text: str, *, issued_on: date | None = None) -> Notice:
    """Read holiday-cn's JSON of one year. It is dated by its last paper's address unless `issued_on` is given.

    Where two papers made the year, the file does not say which day came with which: load the earlier state first.
    Refuses text that is not of this form.
    """
    try:
        content = json.loads(text.removeprefix("\ufeff"))
        papers = [str(paper) for paper in content.get("papers", [])]
        days = tuple(_day(one) for one in content["days"])
        year = int(content["year"])
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise Refused(_("This is not a calendar in the form of holiday-cn: year, papers, days.")) from problem
    issued = issued_on or max((day for paper in papers if (day := _issued_on(paper, year))), default=None)
    if issued is None:
        raise Refused(_("The file does not say when the notice was issued: give the day of issue."))
    return Notice(year, issued, papers[-1] if papers else "", days)


def _day(one: Mapping[str, Any]) -> Day:
    return Day(date.fromisoformat(one["date"]), not one["isOffDay"], str(one.get("name", "")))


def _issued_on(paper: str, year: int) -> date | None:
    """The day in a notice's address; where it has only a month, the known day or, to be safe, the month's last."""
    if found := re.search(r"/(\d{4})-(\d\d)/(\d\d)/", paper):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := re.search(r"/(\d{4})(\d\d)/", paper):
        known, last = ISSUED_ON.get(year), monthrange(int(found[1]), int(found[2]))[1]
        same_month = known is not None and (known.year, known.month) == (int(found[1]), int(found[2]))
        return known if same_month else date(int(found[1]), int(found[2]), last)
    return None


def record_notice(act: Act, notice: Notice) -> list[DayChange]:
    """Record what a notice changes against those issued before it; nothing where all is known already.

    A day the year's earlier notices changed and this one does not name is ordinary again.
    """
    dates = [day.date for day in notice.days] + [date(notice.year, 1, 1), date(notice.year, 12, 31)]
    before = working_calendar(min(dates), max(dates), known=notice.issued_on)
    named = {day.date for day in notice.days}
    ordinary = [Day(day, day.weekday() < 5) for day in before.changes if day.year == notice.year and day not in named]
    changed = [day for day in (*notice.days, *ordinary) if _is_news(day, before)]
    return act.enter_many(rows_of(changed, notice))


def _is_news(day: Day, before: WorkingCalendar) -> bool:
    """Whether a day was otherwise before. New Year's Day is always told: it announces the year."""
    if day.date.month == day.date.day == 1 and day.date not in before.changes:
        return True
    return before.changes.get(day.date, day.date.weekday() < 5) != day.is_working


def rows_of(days: Iterable[Day], notice: Notice) -> list[DayChange]:
    """Days as entries of a notice, not yet recorded."""
    return [
        DayChange(
            day=day.date,
            is_working=day.is_working,
            name=day.name[:40],
            paper=notice.paper[:200],
            happened_on=notice.issued_on,
        )
        for day in days
    ]
