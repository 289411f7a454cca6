"""The main economic indicators: attested monthly series from the statistics office (office.md 16).

Each value is cumulative since January; a year's value is that of its last month, a month's is the year's so far.
"""

from django.utils.translation import gettext_lazy as _

from dajuan.figures.models import SCALE, Attested
from dajuan.figures.vocabulary import Measure, Rows, Words, row

COUNTS = _("As attested by the statistics office for January up to the month, by the last day it speaks of.")


def _series(key: str, name: Words) -> Measure:
    rows = Rows(Attested).where(row.figure == key)
    return rows.latest("value_x10000", name, unit=_("yuan"), scale=SCALE, counts=COUNTS)


gdp = _series("gdp", _("Gross domestic product"))
industrial_output = _series("industrial-output", _("Output of industry above designated size"))
fixed_investment = _series("fixed-investment", _("Fixed-asset investment"))
fiscal_revenue = _series("fiscal-revenue", _("Fiscal revenue"))
foreign_trade = _series("foreign-trade", _("Imports and exports"))
