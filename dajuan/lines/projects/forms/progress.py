"""Forms of the months: reports, statistics, freeze, and the links by which a project unit reports itself."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.forms import DayInput, RecordForm
from dajuan.core.records.models import today
from dajuan.lines.projects.forms.fields import MonthField, WanField
from dajuan.lines.projects.models import FixedInvestment, MonthReport

MOST_DAYS = 366  # a link for reports lasts


class MonthReportForm(RecordForm):
    month = MonthField(label=_("Month reported"))
    done_fen = WanField(label=_("Completed in this month, image progress (10,000 yuan)"))
    image = forms.CharField(label=_("State of the works"), max_length=200)
    trouble = forms.CharField(label=_("What stands in the way"), required=False, max_length=200)
    unit = forms.CharField(
        label=_("Reported by"),
        required=False,
        max_length=120,
        help_text=_("The project unit, where it is not the office itself; never a person."),
    )

    records = MonthReport
    verb = "report"
    day_label = _("Day of the report")


class StatisticsForm(RecordForm):
    month = MonthField(label=_("Month reported"))
    amount_fen = WanField(label=_("Statistical investment of this month (10,000 yuan)"))

    records = FixedInvestment
    verb = "report_statistics"
    day_label = _("Day of the statistics' table")


class FreezeForm(forms.Form):
    """The day on which a month is frozen."""

    happened_on = forms.DateField(label=_("Day of the freeze"), widget=DayInput())


class ReopenForm(forms.Form):
    """Why a frozen month is opened again."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class LinkForm(forms.Form):
    """For which project unit a link is made, and until when."""

    unit = forms.CharField(label=_("Unit that reports"), max_length=120)
    expires_on = forms.DateField(label=_("Valid until"), widget=DayInput())

    def clean_expires_on(self) -> date:
        """A day to come, at most a year away."""
        day: date = self.cleaned_data["expires_on"]
        if not today() <= day <= today() + timedelta(days=MOST_DAYS):
            raise ValidationError(_("Choose a day within a year from today."))
        return day


class UnitForm(forms.Form):
    """What a project unit sends by a link: the code, four facts and a photo."""

    code = forms.CharField(
        label=_("Code of six digits"), max_length=12, widget=forms.TextInput({"inputmode": "numeric"})
    )
    month = MonthField(label=_("Month reported"))
    done_fen = WanField(label=_("Completed in this month, image progress (10,000 yuan)"))
    image = forms.CharField(label=_("State of the works"), max_length=200)
    trouble = forms.CharField(label=_("What stands in the way"), required=False, max_length=200)
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.ClearableFileInput({"accept": "image/*", "capture": "environment"}),
    )
