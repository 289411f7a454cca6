"""The calendar a new installation starts with: 2004 to 2026, and the three years whose notice was changed later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dajuan.core.calendar.models import DayChange
from dajuan.core.calendar.notices import ISSUED_ON, Day, Notice, rows_of
from dajuan.core.records.act import Act

CHINESE = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}

# A second notice in the year: the days it changed, and one that had been a make-up day until then.
AMENDMENTS = {
    2015: (
        date(2015, 5, 13),
        "国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知",
        {date(2015, 9, 3), date(2015, 9, 4), date(2015, 9, 6)},
    ),
    2019: (
        date(2019, 3, 22),
        "国务院办公厅关于调整2019年劳动节假期安排的通知",
        {date(2019, 4, 28), date(2019, 5, 2), date(2019, 5, 3), date(2019, 5, 4), date(2019, 5, 5)},
    ),
    2020: (
        date(2020, 1, 27),
        "国务院办公厅关于延长2020年春节假期的通知",
        {date(2020, 1, 31), date(2020, 2, 1), date(2020, 2, 2)},
    ),
}
MADE_UP_BEFORE = {2020: [Day(date(2020, 2, 1), True, "春节")]}


def seed_calendar(act: Act) -> int:
    """Record every notice the package knows that was issued by the act's day; how many rows. None if any is known."""
    if DayChange.objects.standing().exists():
        return 0
    issued = [notice for notice in known_notices() if notice.issued_on <= act.today()]
    return len(act.enter_many(row for notice in issued for row in rows_of(notice.days, notice)))


def known_notices() -> list[Notice]:
    """Every notice with the days it changed, in order of issue."""
    by_year: dict[int, list[Day]] = {}
    for day in _days():
        # The days before 1 January that make up its holiday stand in the new year's notice.
        by_year.setdefault(day.date.year + (day.date.month == 12), []).append(day)
    notices = [notice for year, days in by_year.items() for notice in _of_year(year, days)]
    return sorted(notices, key=lambda notice: notice.issued_on)


def _of_year(year: int, days: list[Day]) -> Iterator[Notice]:
    issued_on, paper = ISSUED_ON.get(year, date(year - 1, 12, 31)), f"国务院办公厅关于{year}年部分节假日安排的通知"
    amended_on, amendment, changed = AMENDMENTS.get(year, (issued_on, "", set()))
    first = [day for day in days if day.date not in changed] + MADE_UP_BEFORE.get(year, [])
    yield Notice(year, issued_on, paper, tuple(first))
    if changed:
        yield Notice(year, amended_on, amendment, tuple(day for day in days if day.date in changed))


def _days() -> list[Day]:
    """What the package knows, 2004 to 2026, in order of date."""
    from chinese_calendar import constants

    days = [Day(day, False, CHINESE[str(name)]) for day, name in constants.holidays.items()]
    days += [Day(day, True, CHINESE[str(name)]) for day, name in constants.workdays.items()]
    return sorted(days, key=lambda day: day.date)
