"""Forms of dossiers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dajuan.core.dossiers.models import Naming
from dajuan.core.records.forms import DayInput, RecordForm


class DossierForm(forms.Form):
    """Open a dossier."""

    number = forms.CharField(label=_("Number"), max_length=40, help_text=_("As the approval platform has it, or own."))
    title = forms.CharField(label=_("Project title"), max_length=200)
    happened_on = forms.DateField(label=_("Dossier opened on"), widget=DayInput())


class NamingForm(RecordForm):
    """A new title from a day on."""

    records = Naming
    verb = "name"
    reviewed = False  # identity only: nothing is counted from it

    title = forms.CharField(label=_("Project title"), max_length=200)
