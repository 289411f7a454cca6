"""Which periods a page offers to look at, and how one was asked for: chosen from a list or written by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from dajuan.figures.templatetags.figures import period_words
from dajuan.values import periods
from dajuan.values.periods import Period

OTHER = "other"


def typed(request: HttpRequest) -> str:
    """The period as it was asked for; empty where the page is to choose.

    What is written by hand counts where the list says "other", or where it was written just now: then it differs from
    what stood there before.
    """
    chosen = request.GET.get("period", "").strip()
    written = request.GET.get("other_period", "").strip()
    afresh = written and written != request.GET.get("other_before", "").strip()
    return written or OTHER if afresh or chosen == OTHER else chosen


def no_period(words: str) -> str:
    """What is wrong with a period that was not understood, and what would be right."""
    if words == OTHER:
        return _("Write the period you mean: 2020, 2020-Q3, 2020-09 or 2020-01-01..2020-09-30.")
    wrong = _("“%(words)s” is no period: write 2020, 2020-Q3, 2020-09 or 2020-01-01..2020-09-30.")
    return wrong % {"words": words}


def offered(words: str, period: Period, last: int, today: date) -> dict[str, Any]:
    """What the switch shows: the groups of its list, which is chosen, and what stands in the field beside it.

    `last` is the year answered for. Quarters and months are those of the year looked at.
    """
    groups = _groups(period.last.year, last, today)
    values = {value for _title, some in groups for value, _words in some}
    known = next((one for one in (words, str(period)) if one in values and (one == words or not words)), OTHER)
    return {
        "period_choices": groups,
        "chosen": known,
        "written": "" if known != OTHER or words == OTHER else words or str(period),
        "other": OTHER,
    }


def _groups(year: int, last: int, today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    years = [periods.year(one) for one in sorted({*range(last - 3, last + 2), year}, reverse=True)]
    quarters = [periods.quarter(year, one) for one in (1, 2, 3, 4)]
    months = [periods.month(year, one) for one in range(1, 13)]
    so_far = _("This year so far (%(year)s)") % {"year": today.year}
    return [
        (_("Year"), [*_choices(years), (str(periods.year_to_date(today)), so_far)]),
        (_("Quarter"), _choices(quarters)),
        (_("Month"), _choices(months)),
    ]


def _choices(some: list[Period]) -> list[tuple[str, str]]:
    return [(str(one), period_words(one)) for one in some]
