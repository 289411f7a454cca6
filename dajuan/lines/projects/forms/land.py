"""Forms of the land ledger and of the seven connections."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.forms import RecordForm
from dajuan.core.records.quantities import AreaField, ScaledField
from dajuan.core.rooms.forms import PlacedForm, SubjectForm, subject_form
from dajuan.lines.projects.forms.fields import Document
from dajuan.lines.projects.models import (
    Connection,
    LandClearance,
    LandHandover,
    LandPayment,
    LandSurvey,
    Plot,
    Project,
)

MOST_HOUSEHOLDS = 100_000


class OfAProject(SubjectForm):
    """A subject that belongs to a project of the person's zone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Project.objects.filter(zone=self.instance.zone_id).defer("geojson").order_by("name")
        cast("forms.ModelChoiceField[Any]", self.fields["project"]).queryset = rows


class PlacedInAProject(PlacedForm, OfAProject):
    """One with a shape as well."""


PlotForm = subject_form(Plot, "project", "name", "due_on", "office", "area", form=PlacedInAProject)


class SurveyForm(RecordForm):
    land_dm2 = AreaField(label=_("Land (m²)"), min_value=1)
    households = forms.IntegerField(
        label=_("Households"),
        min_value=0,
        max_value=MOST_HOUSEHOLDS,
        help_text=_("A number; names stand nowhere here."),
    )
    owed_fen = ScaledField(label=_("Compensation owed (yuan)"), scale=100)
    document = Document()

    records = LandSurvey
    verb = "survey"
    personal_evidence = True  # lists of households carry names
    day_label = _("Day of the survey")


class PaymentForm(RecordForm):
    paid_fen = ScaledField(label=_("Compensation paid (yuan)"), scale=100, help_text=_("New money, not cumulative."))
    households = forms.IntegerField(
        label=_("Households that now have theirs in full"), min_value=0, max_value=MOST_HOUSEHOLDS
    )
    document = Document()

    records = LandPayment
    verb = "pay"
    personal_evidence = True  # receipts carry names
    day_label = _("Day of payment")


class PlotClearedForm(RecordForm):
    document = Document()

    records = LandClearance
    verb = "clear"
    day_label = _("Day the plot was cleared")


class HandoverForm(RecordForm):
    receiver = forms.CharField(label=_("Handed over to (company or office)"), max_length=120)
    document = Document()

    records = LandHandover
    verb = "hand_over"
    day_label = _("Day of the handover")


class ConnectionForm(RecordForm):
    item = forms.ChoiceField(label=_("What is done"))
    document = Document()

    records = Connection
    verb = "connect"
    day_label = _("Day it was connected")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = [(item.key, item.name) for item in self.subject.open_items()] if self.subject else []
        cast("forms.ChoiceField", self.fields["item"]).choices = [("", _("please choose")), *items]
