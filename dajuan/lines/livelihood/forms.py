"""Forms: what the lists ask for, how a new subject is entered, and one form an entry type."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.forms import DayInput, RecordForm
from dajuan.core.records.quantities import AreaField, PercentField, ScaledField
from dajuan.core.rooms.forms import PlacedForm, SubjectForm
from dajuan.lines.livelihood.models import (
    Hospital,
    HospitalCompletion,
    HospitalStart,
    HospitalTopping,
    Leaving,
    Membership,
    Reading,
    RenovationCompletion,
    RenovationProgress,
    RenovationStart,
    School,
    SchoolClosing,
    Schooling,
    SchoolOpening,
    SeatsAdded,
    Station,
    Survey,
    SurveyOutcome,
    Union,
    UnionDissolution,
    UnionFounding,
    Venue,
)


class SchoolForm(PlacedForm):
    class Meta:
        model = School
        fields = ("name", "code", "kind", "ownership", "phase_of", "address", "planned_on", "office")
        widgets: ClassVar[dict[str, Any]] = {"planned_on": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = School.objects.filter(zone=self.instance.zone_id, phase_of=None).exclude(pk=self.instance.pk)
        cast("forms.ModelChoiceField[Any]", self.fields["phase_of"]).queryset = schools


class UnionForm(SubjectForm):
    class Meta:
        model = Union
        fields = ("name", "level", "mode", "office")


class HospitalForm(PlacedForm):
    area_dm2 = AreaField(label=_("Floor area (m²)"), required=False)

    class Meta:
        model = Hospital
        fields = ("name", "parent", "parent_rating", "beds", "area_dm2", "planned_on", "office")
        widgets: ClassVar[dict[str, Any]] = {"planned_on": DayInput()}

    def clean_area_dm2(self) -> int:
        return self.cleaned_data["area_dm2"] or 0


class VenueForm(PlacedForm):
    class Meta:
        model = Venue
        fields = ("name", "purpose", "planned_on", "office")
        widgets: ClassVar[dict[str, Any]] = {"planned_on": DayInput()}


class StationForm(PlacedForm):
    class Meta:
        model = Station
        fields = ("name", "code", "network", "area", "measures_since", "office")
        widgets: ClassVar[dict[str, Any]] = {"measures_since": DayInput()}


class SurveyForm(SubjectForm):
    class Meta:
        model = Survey
        fields = ("name", "topic", "question", "office")


# Entries


class SchoolOpeningForm(RecordForm):
    records = SchoolOpening
    verb = "open"
    title = _("Record the opening for teaching")


class SeatsForm(RecordForm):
    records = SeatsAdded
    verb = "add_seats"
    title = _("Record seats")

    step = forms.ChoiceField(label=_("Step"), choices=SeatsAdded.Step.choices, initial=SeatsAdded.Step.IN_USE)
    schooling = forms.ChoiceField(label=_("Stage of schooling"), choices=Schooling.choices)
    classes = forms.IntegerField(label=_("Classes"), min_value=1, max_value=500)
    class_size = forms.IntegerField(
        label=_("Class size"),
        min_value=1,
        max_value=100,
        help_text=_("Standard: kindergarten 30, primary 45, secondary 50."),
    )


class SchoolClosingForm(RecordForm):
    records = SchoolClosing
    verb = "close"
    title = _("Record the closing")


class _WithSchool(RecordForm):
    """A form that names a school of the zone."""

    school_field = "school"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            cast("forms.ModelChoiceField[Any]", self.fields[self.school_field]).queryset = self.schools()

    def schools(self) -> models.QuerySet[School]:
        """The schools that may be named."""
        return School.objects.filter(zone=self.subject.zone_id).order_by("code")


class UnionFoundingForm(_WithSchool):
    records = UnionFounding
    verb = "found"
    title = _("Record the founding")
    school_field = "lead"

    lead = forms.ModelChoiceField(label=_("Lead school"), queryset=School.objects.none())


class MembershipForm(_WithSchool):
    records = Membership
    verb = "admit"
    title = _("Record a school that joins")

    school = forms.ModelChoiceField(label=_("School"), queryset=School.objects.none())
    role = forms.ChoiceField(
        label=_("Role in the union"), choices=Membership.Role.choices, initial=Membership.Role.MEMBER
    )


class LeavingForm(_WithSchool):
    records = Leaving
    verb = "part"
    title = _("Record a school that leaves")

    school = forms.ModelChoiceField(label=_("School"), queryset=School.objects.none())

    def schools(self) -> models.QuerySet[School]:
        return super().schools().filter(memberships__union=self.subject).distinct()


class UnionDissolutionForm(RecordForm):
    records = UnionDissolution
    verb = "dissolve"
    title = _("Record the dissolution")


class HospitalStartForm(RecordForm):
    records = HospitalStart
    verb = "begin"
    title = _("Record the start of construction")


class HospitalToppingForm(RecordForm):
    records = HospitalTopping
    verb = "top_out"
    title = _("Record the topping-out")


class HospitalCompletionForm(RecordForm):
    records = HospitalCompletion
    verb = "complete"
    title = _("Record the completion")


class RenovationStartForm(RecordForm):
    records = RenovationStart
    verb = "begin"
    title = _("Record the start of renovation")


class RenovationProgressForm(RecordForm):
    records = RenovationProgress
    verb = "advance"
    title = _("Record progress")

    advanced_x10 = PercentField(
        label=_("Done since the last report (%)"),
        help_text=_("Only what was added: after 40 % and now 55 %, type 15."),
    )


class RenovationCompletionForm(RecordForm):
    records = RenovationCompletion
    verb = "complete"
    title = _("Record the acceptance")


class SurveyOutcomeForm(RecordForm):
    records = SurveyOutcome
    verb = "close_round"
    title = _("Record a round of calls")

    sample = forms.IntegerField(label=_("Persons who answered"), min_value=1, max_value=10_000_000)
    satisfied = forms.IntegerField(label=_("Of them satisfied"), min_value=0, max_value=10_000_000)


class ReadingForm(RecordForm):
    """Only to correct a reading that came by import; nobody types readings."""

    records = Reading
    verb = "read"
    title = _("Correct a reading")

    hour = forms.IntegerField(label=_("Hour"), min_value=0, max_value=23)
    pm25_x10 = ScaledField(scale=10, label=_("PM2.5 (µg/m³)"), required=False)
    pm10_x10 = ScaledField(scale=10, label=_("PM10 (µg/m³)"), required=False)
    so2_x10 = ScaledField(scale=10, label=_("SO₂ (µg/m³)"), required=False)
    no2_x10 = ScaledField(scale=10, label=_("NO₂ (µg/m³)"), required=False)
    co_x10 = ScaledField(scale=10, label=_("CO (mg/m³)"), required=False)
    o3_1h_x10 = ScaledField(scale=10, label=_("O₃ 1 h (µg/m³)"), required=False)
    o3_8h_x10 = ScaledField(scale=10, label=_("O₃ 8 h (µg/m³)"), required=False)
    published_aqi = forms.IntegerField(label=_("Published AQI"), min_value=0, max_value=500, required=False)
    mark = forms.ChoiceField(label=_("Validity"), choices=Reading.Mark.choices, required=False)
