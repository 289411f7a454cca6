"""What counts for which report (报送口径): dated rules, applied when an arrival is recognised.

No national rule says what domestic capital is; city and province set the scope (domain.md 2.2, S19 to S22). The verdict
and its reason are kept on the entry, so that the reports stand side by side and each difference has a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from dajuan.core.calendar.models import RuleSet
from dajuan.lines.investment.models.money import Money
from dajuan.lines.investment.models.words import CapitalForm, Currency, Industry, Origin

KIND = "investment-arrivals"


class Verdict(models.TextChoices):
    """Whether an arrival counts for a report, and if not, why not."""

    COUNTS = "counts", _("counts")
    ORIGIN = "origin", _("origin is not of this report")
    CURRENCY = "currency", _("currency is not of this report")
    FORM = "form", _("form of capital is left out")
    INDUSTRY = "industry", _("industry is left out")
    LEAST = "least", _("below the least amount")


@dataclass(frozen=True)
class Report:
    """What one report counts. `least` is in fen or cents of the currency; of forms and industries those left out."""

    origins: tuple[str, ...]
    currency: str
    least: int = 0
    without_forms: tuple[str, ...] = ()
    without_industries: tuple[str, ...] = ()

    def verdict(self, *, origin: str, form: str, industry: str, amount: Money) -> Verdict:
        """The first reason against, or that it counts."""
        against = (
            (origin not in self.origins, Verdict.ORIGIN),
            (amount.currency != self.currency, Verdict.CURRENCY),
            (form in self.without_forms, Verdict.FORM),
            (industry in self.without_industries, Verdict.INDUSTRY),
            (amount.amount < self.least, Verdict.LEAST),
        )
        return next((reason for holds, reason in against if holds), Verdict.COUNTS)


OUTSIDE_CITY, OUTSIDE_PROVINCE, ABROAD = "outside_city", "outside_province", "abroad"
REPORTS = {
    OUTSIDE_CITY: Report((Origin.CITY, Origin.PROVINCE), Currency.CNY),
    OUTSIDE_PROVINCE: Report(
        (Origin.PROVINCE,), Currency.CNY, 300_000_000, (CapitalForm.INTANGIBLE,), (Industry.PROPERTY,)
    ),
    ABROAD: Report((Origin.ABROAD, Origin.HMT), Currency.USD),
}
"""Where no rule set is recorded. The least of 3 million yuan is Huainan's (domain.md 2.2, S19); of the rest see S20."""

TITLES = {
    OUTSIDE_CITY: _("From outside the city (市外)"),
    OUTSIDE_PROVINCE: _("From outside the province (省外)"),
    ABROAD: _("From abroad (境外)"),
}


@dataclass(frozen=True)
class Rules:
    """The reports by name, and the edition of the rule set they come from."""

    reports: dict[str, Report]
    edition: str = ""

    def verdicts(self, *, origin: str, form: str, industry: str, amount: Money) -> dict[str, str]:
        """What each report says of an arrival."""
        said: dict[str, Any] = {"origin": origin, "form": form, "industry": industry, "amount": amount}
        return {name: report.verdict(**said).value for name, report in self.reports.items()}


def rules_on(day: date) -> Rules:
    """The rules in force on the day money arrived; a report the rule set leaves out keeps its usual rule."""
    found = RuleSet.objects.on(KIND, day)
    said = found.content if found else {}
    reports = {name: _read(usual, said.get(name, {})) for name, usual in REPORTS.items()}
    return Rules(reports, found.edition if found else "")


def _read(usual: Report, said: dict[str, Any]) -> Report:
    return Report(
        origins=tuple(said.get("origins", usual.origins)),
        currency=said.get("currency", usual.currency),
        least=int(said.get("least", usual.least)),
        without_forms=tuple(said.get("without_forms", usual.without_forms)),
        without_industries=tuple(said.get("without_industries", usual.without_industries)),
    )
