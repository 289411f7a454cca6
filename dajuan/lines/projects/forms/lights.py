"""Form of what follows from a yellow or red light."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.forms import DayInput, RecordForm
from dajuan.lines.projects.forms.fields import Document
from dajuan.lines.projects.models import Consequence
from dajuan.lines.projects.models.lights import Step


class ConsequenceForm(RecordForm):
    step = forms.ChoiceField(label=_("Consequence"), choices=Step.choices)
    demand = forms.CharField(label=_("What is demanded"), max_length=200)
    due_on = forms.DateField(label=_("To be done by"), required=False, widget=DayInput())
    document = Document()

    records = Consequence
    verb = "hold_to_account"
    day_label = _("Day of the consequence")
