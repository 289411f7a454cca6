"""The log of the ledger (入库日志): its acts in the order of recording, for who reads every line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.forms import DayInput
from dajuan.core.records.models import Moment, types_with


class Asked(forms.Form):
    """What the log is asked for; every wish is optional, and a wish nobody can have is no wish."""

    day = forms.DateField(label=_("Day of recording"), required=False, widget=DayInput())
    person = forms.CharField(label=_("Recorded or passed by"), required=False, max_length=60)

    def narrow(self, rows: Any) -> Any:
        """The moments asked for."""
        self.is_valid()
        if day := self.cleaned_data.get("day"):
            rows = rows.filter(recorded_at__date=day)
        if person := self.cleaned_data.get("person"):
            rows = rows.filter(Q(recorded_by__name__icontains=person) | Q(recorded_by__username=person))
        return rows


@dataclass(frozen=True)
class Line:
    """One act: how many entries of which kinds it recorded and withdrew, the most numerous first."""

    moment: Moment
    recorded: list[tuple[str, int]]
    withdrawn: list[tuple[str, int]]


def lines_of(moments: Sequence[Moment]) -> list[Line]:
    """The acts of one page with what they did: a few queries for each kind of entry that occurs in them."""
    numbers = [moment.number for moment in moments]
    recorded, withdrawn = _counts("moment", numbers), _counts("until", numbers)
    return [Line(one, _sorted(recorded.get(one.number)), _sorted(withdrawn.get(one.number))) for one in moments]


def _counts(column: str, numbers: list[int]) -> dict[int, Counter[str]]:
    """How many entries of each kind name a moment in a column, by moment."""
    found: dict[int, Counter[str]] = {}
    for model in types_with(Q(**{f"{column}__in": numbers})) if numbers else ():
        rows = model._base_manager.filter(**{f"{column}__in": numbers}).order_by()
        for number, many in rows.values_list(f"{column}_id").annotate(many=Count("pk")):
            found.setdefault(number, Counter())[capfirst(str(model._meta.verbose_name))] += many
    return found


def _sorted(kinds: Counter[str] | None) -> list[tuple[str, int]]:
    return kinds.most_common() if kinds else []
