"""Forms of the calendar."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.forms import DayInput


class YearForm(forms.Form):
    """Which year, and by what had been issued on which day."""

    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    known = forms.DateField(label=_("By what had been issued on"), required=False, widget=DayInput())


class NoticeForm(forms.Form):
    """A year's working days as a file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("JSON of one year in the form of holiday-cn."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    issued_on = forms.DateField(
        label=_("Day of issue"), required=False, widget=DayInput(), help_text=_("If the file does not say.")
    )
