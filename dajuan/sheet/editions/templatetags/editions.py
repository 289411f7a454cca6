"""Filters of the pages of editions."""

from __future__ import annotations

from fractions import Fraction
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils import translation

from dajuan.sheet.editions import drafting
from dajuan.sheet.editions.content import Content
from dajuan.sheet.editions.drafting import Printed
from dajuan.sheet.editions.models.standing import Standing
from dajuan.values.bundles import Definition

register = template.Library()


@register.filter
def shown(value: Fraction | None, definition: Definition) -> str:
    """A value as it is read; a dash where unknown."""
    return drafting.shown(value, definition.decimals)


@register.filter
def printed(one: Standing) -> Printed:
    """Value, last year and plan of a figure in the unit of tables."""
    return drafting.printed(one.frozen, one.definition, translation.get_language() or "")


@register.filter
def opens(one: Standing, cut: int) -> str:
    """The page of the figure about the same period, as known at the text's cut."""
    query = urlencode({"period": one.frozen.period, "as_of": cut})
    return f"{reverse('figures:show', args=[one.key])}?{query}#rows"


@register.filter
def sentences_of(content: Content | None, key: str) -> list[str]:
    """The sentences of a text that say something of a figure."""
    return content.sentences_of(key) if content else []
