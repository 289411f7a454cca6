"""Yuan and dollars: both amounts and the rate are stored when they are recorded, and never converted later."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.models import Refused
from dajuan.lines.investment.models.words import Currency
from dajuan.values.numbers import chinese, english, grouped

RATE = 10_000  # a rate is kept in ten-thousandths of a yuan a dollar, as the central parity is published


@dataclass(frozen=True)
class Money:
    """An amount in one currency; of dollars also the rate, its source, and the yuan they came to that day."""

    currency: str
    amount: int  # fen or cents
    rate_x10000: int = 0
    rate_source: str = ""

    @property
    def fen(self) -> int:
        """Yuan only: the column in which yuan are added up."""
        return self.amount if self.currency == Currency.CNY else 0

    @property
    def cents(self) -> int:
        """Dollars only: the column in which dollars are added up."""
        return self.amount if self.currency == Currency.USD else 0

    @property
    def equivalent_fen(self) -> int:
        """In yuan, by the rate of the record, half up; for comparing with a contract, never for C23."""
        return self.amount if self.currency == Currency.CNY else (self.amount * self.rate_x10000 + RATE // 2) // RATE


def money(currency: str, amount: int, rate_x10000: int | None = None, rate_source: str = "") -> Money:
    """An amount as it is recorded. Refuses nothing at all, and dollars without a rate and its source."""
    if amount <= 0:
        raise Refused(_("Give the amount."), field="amount")
    if currency == Currency.CNY:
        return Money(currency, amount)
    if not rate_x10000:
        raise Refused(_("Dollars need the rate of the day: both amounts are kept."), field="rate_x10000")
    if not rate_source.strip():
        raise Refused(_("Say where the rate comes from, such as the central parity of the day."), field="rate_source")
    return Money(currency, amount, rate_x10000, rate_source.strip())


def yuan_of(cents: int, rate_x10000: int | None) -> int:
    """Dollars of a contract in fen, by its rate. Refuses dollars without a rate."""
    if not cents:
        return 0
    if not rate_x10000:
        raise Refused(_("Dollars need the rate of the day: both amounts are kept."), field="rate_x10000")
    return Money(Currency.USD, cents, rate_x10000).equivalent_fen


def dollars(cents: int) -> str:
    """Cents as they are read, every digit."""
    return f"{grouped(Decimal(cents) / 100)} {_('US dollars')}"


def short_yuan(fen: int) -> str:
    """Fen as lists read them: 65亿元, 6.5 billion yuan."""
    return _short(fen, str(_("yuan")))


def short_dollars(cents: int) -> str:
    """Cents as lists read them: 4800万美元, 48 million US dollars."""
    return _short(cents, str(_("US dollars")))


def _short(hundredths: int, unit: str) -> str:
    value = Fraction(hundredths, 100)
    if (get_language() or "").startswith("zh"):
        return f"{chinese(value)}{unit}"
    return f"{english(value)} {unit}"
