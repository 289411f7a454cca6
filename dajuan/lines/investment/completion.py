"""How far targets are reached, what the year may bring, and what each report counts: answers put side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from dajuan.core.calendar.models import RuleSet
from dajuan.figures import answers
from dajuan.figures.amounts import Amount, amount
from dajuan.figures.book import Book
from dajuan.figures.catalogue import figure
from dajuan.figures.vocabulary import Figure
from dajuan.lines.investment.models import Aim, YearPlan
from dajuan.lines.investment.models.counted import ABROAD, OUTSIDE_CITY, OUTSIDE_PROVINCE, TITLES, Verdict, rules_on
from dajuan.lines.investment.models.leads import OPEN, LeadStage
from dajuan.lines.investment.models.plans import FIGURES, Kind
from dajuan.values import periods
from dajuan.values.periods import Period

FORECAST = "investment-forecast"
WEIGHTS = {"new": 20, "contacted": 50, "visited": 150, "negotiating": 350, "approved": 800}
"""Of a thousand: how much of what is expected in each stage is signed within the year, where no rule set says so."""


def declared(key: str) -> Figure:
    """A figure of this room."""
    found = figure(key)
    if found is None:
        raise LookupError(key)
    return found


@dataclass(frozen=True)
class Reached:
    """One target in the version in force, what was brought, and the versions before it."""

    aim: Aim
    brought: Amount
    percent: str
    earlier: tuple[Aim, ...]
    address: str

    @property
    def whose(self) -> str:
        """Who or what the target is of."""
        said = self.aim.office_aimed or self.aim.person
        return str(said or (self.aim.get_method_display() if self.aim.method else _("the whole zone")))


def reached(plan: YearPlan, book: Book) -> list[Reached]:
    """Every target of a year with its completion by the version decided last; by kind, then whose it is."""
    rows = Aim.objects.as_of(book.moment).filter(plan=plan).select_related("office_aimed", "person")
    versions: dict[tuple[str, str], list[Aim]] = {}
    for aim in rows.order_by("happened_on", "number"):
        versions.setdefault((aim.kind, aim.scope), []).append(aim)
    parts: dict[tuple[str, str, Period], Mapping[str, Any]] = {}
    found = [_reached(aims, book, parts) for aims in versions.values()]
    return sorted(found, key=lambda one: (Kind.values.index(one.aim.kind), one.aim.month, one.aim.scope))


def _reached(aims: list[Aim], book: Book, parts: dict[tuple[str, str, Period], Mapping[str, Any]]) -> Reached:
    aim = aims[-1]
    asked = declared(FIGURES[Kind(aim.kind)])
    period = periods.month(aim.year, aim.month) if aim.month else periods.year(aim.year)
    value = _brought(aim, asked, period, book, parts)
    share = value * 100 * 100 / aim.amount if aim.amount else Fraction(0)  # the target is in fen or cents
    address = f"/figures/{asked.key}/?period={period}"
    return Reached(aim, amount(asked, value), f"{float(share):.1f} %", tuple(reversed(aims[:-1])), address)


def _brought(aim: Aim, asked: Figure, period: Period, book: Book, parts: dict[Any, Mapping[str, Any]]) -> Fraction:
    by, member = _member(aim)
    key = (asked.key, by, period)
    if key not in parts:
        parts[key] = answers.ask_by(asked, by, period, book) if by else {"": answers.ask_one(asked, period, book)}
    answer = parts[key].get(member)
    return answer.value if answer is not None and answer.value is not None else Fraction(0)


def _member(aim: Aim) -> tuple[str, str]:
    """The breakdown in which a target's value stands, and its member."""
    if aim.office_aimed_id:
        return "office_id", str(aim.office_aimed_id)
    if aim.person_id:
        return "specialist_id", str(aim.person_id)
    return ("method", aim.method) if aim.method else ("", "")


@dataclass(frozen=True)
class StageForecast:
    """Leads of one stage: how many, what is expected of them, and which part of it within the year."""

    stage: Any
    leads: int
    expected: Amount
    weight: str
    weighted: Amount


@dataclass(frozen=True)
class Forecast:
    """What the year may bring in signed investment: what is signed, and each stage by its weight. An estimate."""

    signed: Amount
    stages: list[StageForecast]
    total: Amount
    edition: str


def forecast(leads: Any, year: int, book: Book) -> Forecast:
    """The forecast of a year from leads that are open now. Two questions."""
    asked = declared("investment-signed")
    signed = answers.ask_one(asked, periods.year(year), book).value or Fraction(0)
    weights, edition = weights_on(date(year, 12, 31))
    counted = leads.filter(stage__in=OPEN).order_by().values_list("stage").annotate(Count("pk"), Sum("expected_fen"))
    by_stage = {stage: (count, fen or 0) for stage, count, fen in counted}
    rows, total = [], signed
    for stage in OPEN:
        count, fen = by_stage.get(stage, (0, 0))
        weight = weights.get(stage, 0)
        weighted = Fraction(fen * weight, 100 * 1000)
        total += weighted
        expected = amount(asked, Fraction(fen, 100))
        rows.append(
            StageForecast(LeadStage(stage).label, count, expected, f"{weight / 10:g} %", amount(asked, weighted))
        )
    return Forecast(amount(asked, signed), rows, amount(asked, total), edition)


def weights_on(day: date) -> tuple[dict[str, int], str]:
    """The weights in force on a day, of a thousand, and their edition; the usual ones where none is recorded."""
    found = RuleSet.objects.on(FORECAST, day)
    if found is None:
        return WEIGHTS, ""
    return WEIGHTS | {stage: int(weight) for stage, weight in found.content.items()}, found.edition


@dataclass(frozen=True)
class ReportColumn:
    """One report of a year: what it counts, by which rules, what it leaves out and why."""

    title: Any
    key: str
    value: Amount
    left_out: list[tuple[Any, Amount]]
    currency: str
    least: Amount
    edition: str


def side_by_side(year: int, book: Book) -> list[ReportColumn]:
    """The reports of a year beside each other (报送口径): net amounts, and by reason what each leaves out, gross."""
    yuan, usd = declared("yuan-recognised"), declared("dollars-recognised")
    columns = (
        (OUTSIDE_CITY, "domestic-capital", yuan),
        (OUTSIDE_PROVINCE, "capital-outside-province", yuan),
        (ABROAD, "foreign-capital", usd),
    )
    period, rules = periods.year(year), rules_on(date(year, 12, 31))
    found = []
    for name, key, whole in columns:
        parts = answers.ask_by(whole, name, period, book)
        left_out = [
            (Verdict(member).label, amount(whole, answer.value))
            for member, answer in parts.items()
            if member != Verdict.COUNTS and answer.value
        ]
        report = rules.reports[name]
        value = amount(declared(key), answers.ask_one(declared(key), period, book).value)
        least = amount(whole, Fraction(report.least, 100))
        found.append(ReportColumn(TITLES[name], key, value, left_out, report.currency, least, rules.edition))
    return found
