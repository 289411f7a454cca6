"""The Open Contracting for Infrastructure Data Standard (OC4IDS 0.9.5), as plain data: no tables here.

`outline` reads of a project what a zone asks first; `merged` puts what we know into what came in, so that a project
goes in and out without loss. https://standard.open-contracting.org/infrastructure/0.9/en/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

VERSION = "0.9"
LARGEST = 5 << 20  # bytes of a package; a project with its whole life has about 30,000
MOST_DIGITS = 40  # of one number: more stands in no report, and some would fill the memory
PREFIX = "oc4ids-dajuan"  # six letters or digits, as the standard asks
PROJECT_ID = re.compile(r"oc4ids-[a-z0-9]{6}-.+")
Json = dict[str, Any]


class Unreadable(ValueError):
    """A package cannot be read; the message is a sentence that says which field and why."""


@dataclass(frozen=True)
class Money:
    """An amount in the small unit of its currency."""

    cents: int
    currency: str

    def __str__(self) -> str:
        return f"{Decimal(self.cents) / 100:,} {self.currency}"


@dataclass(frozen=True)
class Milestone:
    """One milestone of a project: planned for a day, met on a day."""

    key: str
    title: str
    due_on: date | None = None
    met_on: date | None = None


@dataclass(frozen=True)
class Outline:
    """What a zone asks first of a project in a package. What is absent there is None or empty."""

    id: str
    title: str
    status: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    days: int | None = None
    budget: Money | None = None
    budget_by_part: tuple[Money, ...] = ()
    final: Money | None = None
    milestones: tuple[Milestone, ...] = ()
    point: tuple[float, float] | None = None
    fields: tuple[str, ...] = field(default=())

    @property
    def over(self) -> Fraction | None:
        """By which share the final value is above the budget; None where they are of two currencies or unknown."""
        if self.budget is None or self.final is None or self.budget.currency != self.final.currency:
            return None
        return Fraction(self.final.cents - self.budget.cents, self.budget.cents) if self.budget.cents else None


def projects_of(content: bytes) -> list[Json]:
    """The projects of a package. Refuses what is no package, too large, or names a project twice."""
    if len(content) > LARGEST:
        raise Unreadable(_("The file is larger than %(mb)s MB.") % {"mb": LARGEST >> 20})
    try:
        package = json.loads(
            content.decode("utf-8-sig"), parse_float=_decimal, parse_int=_integer, parse_constant=_no_number
        )
    except UnicodeDecodeError as error:
        raise Unreadable(_("The file is not in UTF-8.")) from error
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise Unreadable(_("This is no JSON: line %(line)s cannot be read.") % {"line": line}) from error
    projects = package.get("projects") if isinstance(package, dict) else None
    if not isinstance(projects, list) or not projects:
        raise Unreadable(_("“projects” is missing or empty: this is no package of projects."))
    ids = [_text(project, "id", f"projects/{place}") for place, project in enumerate(projects)]
    if twice := {one for one in ids if ids.count(one) > 1}:
        raise Unreadable(_("projects/id: “%(id)s” stands twice.") % {"id": min(twice)})
    return projects


def _decimal(word: str) -> Decimal:
    """A decimal of a size that can be reckoned with and written out again."""
    value = Decimal(word) if len(word) <= MOST_DIGITS else None
    return value if value is not None and abs(value.adjusted()) <= MOST_DIGITS else _no_number(word[:40])


def _integer(word: str) -> int:
    return int(word) if len(word) <= MOST_DIGITS else _no_number(word[:40])


def _no_number(word: str) -> Any:
    raise Unreadable(_("“%(word)s” is no number.") % {"word": word})


def outline(project: Json, place: str = "projects/0") -> Outline:
    """What a project says of what we know. Refuses a field that is of another kind, and names it."""
    period = _part(project, "period", place)
    budget = _part(project, "budget", place)
    return Outline(
        id=_text(project, "id", place),
        title=_text(project, "title", place, required=False) or _text(project, "id", place),
        status=_text(project, "status", place, required=False),
        starts_on=_day(period, "startDate", f"{place}/period"),
        ends_on=_day(period, "endDate", f"{place}/period"),
        days=_whole(period, "durationInDays", f"{place}/period"),
        budget=_money(budget.get("amount"), f"{place}/budget/amount"),
        budget_by_part=tuple(_parts_of_budget(budget, f"{place}/budget")),
        final=_final(project, place),
        milestones=tuple(_milestones(project, place)),
        point=_point(project, place),
        fields=tuple(sorted(project)),
    )


def _parts_of_budget(budget: Json, place: str) -> Iterable[Money]:
    """The parts of the first breakdown: every breakdown adds up to the same budget."""
    groups = _list(budget, "budgetBreakdowns", place)
    for number, part in enumerate(_list(groups[0], "budgetBreakdown", place) if groups else []):
        if money := _money(part.get("amount"), f"{place}/budgetBreakdowns/0/budgetBreakdown/{number}/amount"):
            yield money


def _final(project: Json, place: str) -> Money | None:
    """The final value: of the completion, else the sum of all contracts that have one; None where currencies differ."""
    completion = _part(project, "completion", place)
    if value := _money(completion.get("finalValue"), f"{place}/completion/finalValue"):
        return value
    values = []
    for number, process in enumerate(_list(project, "contractingProcesses", place)):
        at = f"{place}/contractingProcesses/{number}"
        summary = _part(process, "summary", at)
        if value := _money(summary.get("finalValue"), f"{at}/summary/finalValue"):
            values.append(value)
    currencies = {value.currency for value in values}
    return Money(sum(value.cents for value in values), currencies.pop()) if len(currencies) == 1 else None


def _milestones(project: Json, place: str) -> Iterable[Milestone]:
    for number, one in enumerate(_list(project, "milestones", place)):
        at = f"{place}/milestones/{number}"
        key = _text(one, "code", at, required=False) or _text(one, "id", at)
        yield Milestone(
            key, _text(one, "title", at, required=False), _day(one, "dueDate", at), _day(one, "dateMet", at)
        )


def _point(project: Json, place: str) -> tuple[float, float] | None:
    """The first location that is a point on the earth, longitude first."""
    for number, location in enumerate(_list(project, "locations", place)):
        geometry = _part(location, "geometry", f"{place}/locations/{number}")
        at = geometry.get("coordinates")
        if geometry.get("type") != "Point" or not isinstance(at, list) or len(at) < 2:
            continue
        if all(isinstance(one, int | Decimal | float) for one in at[:2]) and abs(at[0]) <= 180 and abs(at[1]) <= 90:
            return float(at[0]), float(at[1])
    return None


# One value


def _part(whole: Json, name: str, place: str) -> Json:
    part = whole.get(name, {})
    if not isinstance(part, dict):
        raise Unreadable(_("%(place)s is no object.") % {"place": f"{place}/{name}"})
    return part


def _list(whole: Json, name: str, place: str) -> list[Json]:
    rows = whole.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unreadable(_("%(place)s is no list of objects.") % {"place": f"{place}/{name}"})
    return rows


def _text(whole: Any, name: str, place: str, *, required: bool = True) -> str:
    value = whole.get(name, "") if isinstance(whole, dict) else None
    if not isinstance(value, str):
        raise Unreadable(_("%(place)s is no text.") % {"place": f"{place}/{name}"})
    if required and not value.strip():
        raise Unreadable(_("%(place)s is missing.") % {"place": f"{place}/{name}"})
    return value.replace("\x00", "").strip()


def _whole(whole: Json, name: str, place: str) -> int | None:
    value = whole.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise Unreadable(_("%(place)s is no whole number.") % {"place": f"{place}/{name}"})
    return value


def _day(whole: Json, name: str, place: str) -> date | None:
    value = whole.get(name)
    if value is None:
        return None
    try:
        return datetime.fromisoformat(str(value)).date()
    except ValueError as error:
        words = {"place": f"{place}/{name}", "value": str(value)[:40]}
        raise Unreadable(_("%(place)s: “%(value)s” is no date and time.") % words) from error


def _money(value: Any, place: str) -> Money | None:
    if value is None:
        return None
    amount, currency = (value.get("amount"), value.get("currency")) if isinstance(value, dict) else (None, None)
    if not isinstance(amount, int | Decimal) or isinstance(amount, bool) or not isinstance(currency, str):
        raise Unreadable(_("%(place)s needs an amount and a currency.") % {"place": place})
    cents = Decimal(amount) * 100
    if cents != cents.to_integral_value() or abs(cents) > 10**17:
        raise Unreadable(_("%(place)s: %(amount)s cannot be kept to the cent.") % {"place": place, "amount": amount})
    return Money(int(cents), currency)


# Writing


def instant(day: date) -> str:
    """A day as the standard writes it."""
    return f"{day.isoformat()}T00:00:00Z"


def value(fen: int, currency: str = "CNY") -> Json:
    """An amount as the standard writes it: whole yuan as a whole number."""
    return {"amount": fen // 100 if fen % 100 == 0 else fen / 100, "currency": currency}


def period(starts_on: date | None, ends_on: date | None) -> Json:
    """A period with the days it lasts, both ends known; the known end alone else; empty of none."""
    ends = {"startDate": starts_on, "endDate": ends_on}
    written: Json = {name: instant(day) for name, day in ends.items() if day}
    if starts_on and ends_on and ends_on >= starts_on:
        written["durationInDays"] = (ends_on - starts_on).days
    return written


def package(projects: Iterable[Json], *, uri: str, publisher: str, published_at: datetime) -> Json:
    """A package of projects."""
    return {
        "version": VERSION,
        "uri": uri,
        "publishedDate": published_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "publisher": {"name": publisher},
        "projects": list(projects),
    }


def text(package: Json) -> str:
    """The package as a file; decimals that were read exactly are written exactly."""
    return json.dumps(package, ensure_ascii=False, indent=2, default=number)


def number(value: Any) -> Any:
    """A decimal as JSON has it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{value!r} cannot be written")


def merged(now: Json, then: Json, whole: Json) -> Json:
    """What came in (`whole`), with what has changed since we took it over (`then`, `now`: as we write it ourselves).

    A field we know is written anew only where our own facts differ from those of the take-over; of a list, only its
    items that do. So a project nobody touched comes out as it came in.
    """
    result = dict(whole)
    for name, ours in now.items():
        before = then.get(name)
        if ours == before:
            continue
        result[name] = _merged_list(ours, before, whole.get(name)) if isinstance(ours, list) else ours
    for name in then.keys() - now.keys():
        result.pop(name, None)
    return result


def _merged_list(ours: list[Any], before: Any, theirs: Any) -> list[Any]:
    """Their items, ours that are new or changed in their places, and without ours that are gone."""
    known = {_id(one): one for one in before or []}
    changed = {_id(one): one for one in ours if known.get(_id(one)) != one}
    gone = known.keys() - {_id(one) for one in ours}
    kept = [changed.pop(_id(one), one) for one in theirs or [] if _id(one) not in gone]
    return [*kept, *changed.values()]


def _id(item: Any) -> Any:
    return item.get("id") if isinstance(item, Mapping) else item
