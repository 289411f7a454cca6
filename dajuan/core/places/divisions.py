"""Division codes as of a day (GB/T 2260), read from dated lists. Between two lists the answer is "not known"."""

from __future__ import annotations

import csv
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dajuan.core.places.models import Division, DivisionList, Level
from dajuan.core.records.act import Act
from dajuan.core.records.models import Refused


class Known(StrEnum):
    """Whether a code was in force: yes, no, or nobody knows."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Answer:
    """What the lists say of a code on a day; the name where it is known."""

    known: Known
    name: str = ""


def division_on(code: str, day: date, *, as_of: int | None = None) -> Answer:
    """Whether a code was in force on a day, and its name.

    Yes between two lists that both hold it, no where neither does; where one does, the change fell between them and
    the day is not known. After the last list what that holds is taken to hold on; before the first nothing is known.
    """
    rows = list(_book(Division.objects.filter(code=code), as_of))
    stands = [row for row in rows if row.first_seen <= day <= row.last_seen]
    if stands:
        return Answer(Known.YES, stands[0].name)
    lists = _book(DivisionList.objects.filter(level=level_of(code)), as_of)
    days = sorted(one.happened_on for one in lists if code.startswith(one.covers))
    before = max((one for one in days if one <= day), default=None)
    after = min((one for one in days if one >= day), default=None)
    return _between(rows, before, after)


def _between(rows: list[Division], before: date | None, after: date | None) -> Answer:
    if before is None:
        return Answer(Known.NOT_KNOWN)
    then = _name_in(rows, before)
    if after is None:
        return Answer(Known.YES, then) if then else Answer(Known.NOT_KNOWN)
    later = _name_in(rows, after)
    if then and later:
        return Answer(Known.YES, then if then == later else "")
    return Answer(Known.NOT_KNOWN if then or later else Known.NO)


def _name_in(rows: list[Division], day: date) -> str:
    return next((row.name for row in rows if row.first_seen <= day <= row.last_seen), "")


def divisions_under(parent: str, day: date, *, as_of: int | None = None) -> list[Division]:
    """The divisions of the next level under a code, by the last list not after a day, in order of code."""
    rows = _book(Division.objects.filter(parent=parent, first_seen__lte=day), as_of).order_by("code", "-last_seen")
    children = list(rows)
    lists = _book(DivisionList.objects.filter(level__in={row.level for row in children}, happened_on__lte=day), as_of)
    last = {one.level: one.happened_on for one in lists.order_by("happened_on") if parent.startswith(one.covers)}
    return [row for row in children if row.last_seen >= last.get(row.level, date.max)]


def _book(rows: Any, as_of: int | None) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.standing() if as_of is None else rows.as_of(as_of)
    return found


def level_of(code: str) -> Level:
    """The level a code belongs to, by its length and its zeros."""
    if len(code) > 6:
        return Level.STREET
    if code.endswith("0000"):
        return Level.PROVINCE
    return Level.CITY if code.endswith("00") else Level.COUNTY


@dataclass(frozen=True)
class Row:
    """One code as a file has it, dates as the days of the lists."""

    code: str
    name: str
    level: Level
    first_seen: date
    last_seen: date


def read_divisions(file: Path, *, listed_on: date | None = None) -> tuple[list[Row], list[date]]:
    """The codes of a CSV file and the days of its lists.

    Takes a list of one day (`code,name,…`, dated by `listed_on`) and a history (`code,name,first_seen,last_seen`, as
    yyyymm; an empty last one means that the code stands in the last list). Refuses other files, saying the line.
    """
    with file.open(encoding="utf-8-sig", newline="") as opened:
        lines = list(csv.DictReader(opened))
    if not lines or not {"code", "name"} <= set(lines[0]):
        raise Refused(_("%(name)s has no columns code and name.") % {"name": file.name})
    if "first_seen" in lines[0]:
        return _history(lines)
    if listed_on is None:
        raise Refused(_("Say on which day the list of %(name)s was in force.") % {"name": file.name})
    level = _level_of_list(lines[0])
    rows = [
        Row(_full(line["code"], place), line["name"], level, listed_on, listed_on) for place, line in _placed(lines)
    ]
    return rows, [listed_on]


def _level_of_list(line: dict[str, str]) -> Level:
    """By the columns: a county list may hold a city without counties under the city's own code (东莞市 441900)."""
    columns = {"areaCode": Level.STREET, "cityCode": Level.COUNTY, "provinceCode": Level.CITY}
    return next((level for column, level in columns.items() if column in line), Level.PROVINCE)


def _history(lines: list[dict[str, str]]) -> tuple[list[Row], list[date]]:
    months = {line[key] for line in lines for key in ("first_seen", "last_seen") if line[key]}
    days = sorted(_month_end(month) for month in months)
    rows = []
    for place, line in _placed(lines):
        code, last = _full(line["code"], place), line["last_seen"]
        last_seen = _month_end(last) if last else days[-1]
        rows.append(Row(code, line["name"], level_of(code), _month_end(line["first_seen"]), last_seen))
    return rows, days


def _placed(lines: list[dict[str, str]]) -> Iterable[tuple[int, dict[str, str]]]:
    return enumerate(lines, 2)


def _full(code: str, place: int) -> str:
    """A code at its full length: 61 is 610000, 6101 is 610100."""
    code = code.strip()
    if not code.isdigit() or len(code) not in {2, 4, 6, 9, 12}:
        raise Refused(_("Line %(line)s: “%(code)s” is not a division code.") % {"line": place, "code": code})
    return code.ljust(6, "0")


def _month_end(month: str) -> date:
    year, number = int(month[:4]), int(month[4:6])
    return date(year, number, monthrange(year, number)[1])


def record_divisions(act: Act, rows: list[Row], days: list[date], *, source: str) -> int:
    """Record a file's lists and codes; how many codes. None where its newest list is known already."""
    covers = _shared_start([row.code for row in rows])
    levels = sorted({row.level for row in rows})
    known = DivisionList.objects.standing().filter(covers=covers, level__in=levels, happened_on=days[-1])
    if known.exists():
        return 0
    act.enter_many(
        DivisionList(covers=covers, level=level, source=source[:120], happened_on=day)
        for level, day in product(levels, days)
    )
    entered = act.enter_many(
        Division(
            code=row.code,
            name=row.name,
            parent=parent_of(row.code, row.level),
            level=row.level,
            first_seen=row.first_seen,
            last_seen=row.last_seen,
            happened_on=row.last_seen,
        )
        for row in rows
    )
    return len(entered)


def _shared_start(codes: list[str]) -> str:
    """The province all codes lie in; empty where they lie in several."""
    provinces = {code[:2] for code in codes}
    return provinces.pop() if len(provinces) == 1 else ""


def parent_of(code: str, level: Level | None = None) -> str:
    """The code of the next level up; empty for a province."""
    ends = {Level.PROVINCE: 0, Level.CITY: 2, Level.COUNTY: 4, Level.STREET: 6}
    end = ends[level or level_of(code)]
    return code[:end].ljust(6, "0") if end else ""
