"""Money and shares as the pages of key projects print them."""

from __future__ import annotations

from fractions import Fraction

from django import template

from dajuan.lines.projects.models.subjects import in_yi
from dajuan.values import numbers

register = template.Library()


@register.filter
def yi(fen: int | str | None) -> str:
    """Money in hundreds of millions of yuan; empty where unknown, or where a template found nothing."""
    return in_yi(fen if isinstance(fen, int) else None)


@register.filter
def tenths(x10: int | None) -> str:
    """A share kept in tenths of a per cent: 255 is 25.5 %; empty where unknown."""
    return "" if x10 is None else f"{x10 / 10:g} %"


@register.filter
def percent(value: Fraction | None) -> str:
    """An exact share in per cent, rounded to one place; empty where unknown."""
    return "" if value is None else f"{numbers.trimmed(numbers.rounded(value, 1))} %"
