"""What findings are called on a page: verdicts in the order in which they ask for attention, kinds, sorts of claims."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.sheet.reading.findings import Claim, Kind, Verdict

VERDICTS: Mapping[str, str | Promise] = {
    Verdict.CONTRADICTED: _("contradicted"),
    Verdict.DIFFERS: _("does not add up"),
    Verdict.ROUNDING: _("rounding does not hold"),
    Verdict.TRUNCATED: _("cut off, not rounded"),
    Verdict.ASK: _("please choose"),
    Verdict.NOT_BACKED: _("not backed"),
    Verdict.NO_FIGURE: _("no figure yet"),
    Verdict.FILLED: _("filled"),
    Verdict.NOT_CHECKABLE: _("not checkable"),
    Verdict.BACKED: _("backed"),
    Verdict.AGREES: _("adds up"),
    Verdict.IMPLIED: _("follows from the text"),
    Verdict.UNCHECKED: _("not checked"),
}

KINDS: Mapping[str, str | Promise] = {
    Kind.VALUE: pgettext_lazy("kind of finding", "number"),
    Kind.GAP: pgettext_lazy("kind of finding", "missing number"),
    Kind.ASSERTION: pgettext_lazy("kind of finding", "assertion"),
}

CLAIMS: Mapping[str, str | Promise] = {
    Claim.COUNT: pgettext_lazy("sort of claim", "count"),
    Claim.MONEY: pgettext_lazy("sort of claim", "amount of money"),
    Claim.AREA: pgettext_lazy("sort of claim", "area"),
    Claim.LENGTH: pgettext_lazy("sort of claim", "length"),
    Claim.DAYS: pgettext_lazy("sort of claim", "days"),
    Claim.HOURS: pgettext_lazy("sort of claim", "hours"),
    Claim.PERCENT: pgettext_lazy("sort of claim", "per cent"),
    Claim.POINTS: pgettext_lazy("sort of claim", "percentage points"),
    Claim.MULTIPLE: pgettext_lazy("sort of claim", "multiple"),
    Claim.RATIO: pgettext_lazy("sort of claim", "ratio of two units"),
    Claim.CONCENTRATION: pgettext_lazy("sort of claim", "concentration"),
    Claim.VOLTAGE: pgettext_lazy("sort of claim", "voltage"),
    Claim.WEIGHT: pgettext_lazy("sort of claim", "weight"),
    Claim.ENERGY: pgettext_lazy("sort of claim", "energy"),
    Claim.INDEX: pgettext_lazy("sort of claim", "index"),
    Claim.RANK: pgettext_lazy("sort of claim", "place in a ranking"),
    Claim.ORDINAL: pgettext_lazy("sort of claim", "ordinal"),
    Claim.YEAR: pgettext_lazy("sort of claim", "year"),
    Claim.DATE: pgettext_lazy("sort of claim", "date"),
    Claim.POLLUTANT: pgettext_lazy("sort of claim", "name of a pollutant"),
    Claim.FIRST: pgettext_lazy("sort of claim", "first of its kind"),
    Claim.TOP: pgettext_lazy("sort of claim", "among the best"),
    Claim.EXCEEDS: pgettext_lazy("sort of claim", "exceeds"),
    Claim.ALL: pgettext_lazy("sort of claim", "all, full coverage"),
    Claim.EACH: pgettext_lazy("sort of claim", "as many of each"),
    Claim.TITLE: pgettext_lazy("sort of claim", "title"),
    Claim.EVENT: pgettext_lazy("sort of claim", "event"),
    Claim.DONE: pgettext_lazy("sort of claim", "done as a whole"),
    Claim.RESUMED: pgettext_lazy("sort of claim", "back at work"),
    Claim.RECORD: pgettext_lazy("sort of claim", "record"),
    Claim.ROSE: pgettext_lazy("sort of claim", "rose"),
    Claim.FELL: pgettext_lazy("sort of claim", "fell"),
    Claim.LEVEL: pgettext_lazy("sort of claim", "unchanged"),
    Claim.ONLY: pgettext_lazy("sort of claim", "the only one"),
    Claim.STREAK: pgettext_lazy("sort of claim", "years in a row"),
    Claim.PLAN: pgettext_lazy("sort of claim", "against the plan"),
}
