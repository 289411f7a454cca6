"""How amounts of this room are read in its templates; nothing where there is none."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from dajuan.lines.investment.models.money import short_dollars, short_yuan
from dajuan.values.numbers import grouped

register = template.Library()


@register.filter
def yuan(fen: int | None) -> str:
    return short_yuan(fen) if fen else ""


@register.filter
def dollars(cents: int | None) -> str:
    return short_dollars(cents) if cents else ""


@register.filter
def mu(dm2: int | None) -> str:
    """Square decimetres in 亩: 2,000 m² are 3."""
    if not dm2:
        return ""
    return _("%(mu)s mu") % {"mu": grouped((Decimal(dm2) * 3 / 200_000).quantize(Decimal("0.1")))}
