"""Forms: what the lists ask for, how a new subject is entered, and one form an entry type."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dajuan.core.places.forms import GeometryField
from dajuan.core.records.forms import DayInput, RecordForm
from dajuan.core.records.models import today
from dajuan.core.records.quantities import AreaField, LengthField, PercentField, ScaledField
from dajuan.core.rooms import forms as rooms
from dajuan.core.rooms.forms import PlacedForm
from dajuan.lines.city.models import (
    Acceptance,
    CableDown,
    Clearance,
    Closure,
    Completion,
    Consent,
    Design,
    Disposal,
    DuctBuilt,
    Finding,
    Funding,
    GreenAcceptance,
    GreenPlot,
    Greenway,
    GreenwayAcceptance,
    IllegalBuilding,
    Inspection,
    Listing,
    Opening,
    OverheadSection,
    Progress,
    Restoration,
    SatisfactionSurvey,
    SetUp,
    Start,
    StopOrder,
    Tender,
    Warranty,
    WastePoint,
    WholeDemolition,
    Work,
)
from dajuan.lines.city.models.subjects import CitySubject
from dajuan.lines.city.models.works import MEASURES, Level

MOST_DAYS = 366  # a link for reports lasts


class SubjectForm(PlacedForm):
    """A new subject, or its own fields changed; its shape only warns."""

    shape = GeometryField(
        label=_("Shape"),
        required=False,
        help_text=_("Optional: a GeoJSON line, area or point. It only warns; the acceptance document counts."),
    )


def subject_form(subject: type[CitySubject], *own: str) -> type[SubjectForm]:
    """The form of a subject: name, code, its own fields, office, part of the zone and shape."""
    made = rooms.subject_form(subject, "name", "code", *own, "office", "area", form=SubjectForm)
    return cast("type[SubjectForm]", made)


WorkForm = subject_form(Work, "kind", "programme", "contractor", "planned_end_on")
SectionForm = subject_form(OverheadSection, "owner", "road_class", "voltage_kv", "planned_on")
PlotForm = subject_form(GreenPlot, "green_class", "converted", "planned_on")
GreenwayForm = subject_form(Greenway, "greenway_class", "both_sides", "planned_on")
CaseForm = subject_form(IllegalBuilding, "programme")
PointForm = subject_form(WastePoint, "estate")


class Count(forms.IntegerField):
    """A whole number of zero or more."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=10_000_000, **kwargs)


class Choice(forms.ChoiceField):
    """One of several, none of them chosen beforehand."""

    def __init__(self, *, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices=[("", _("please choose")), *choices], **kwargs)


class Document(forms.CharField):
    """The number of the document that counts."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Number of the document"))
        super().__init__(required=False, max_length=120, **kwargs)


class AmountsForm(RecordForm):
    """Asks only for the amounts a kind of work is measured in."""

    length_cm = LengthField(label=_("Length (m)"), required=False)
    floor_area_dm2 = AreaField(label=_("Floor area (m²)"), required=False)
    buildings = Count(label=_("Buildings"), required=False)
    households = Count(label=_("Households"), required=False)
    voltage_kv = Count(label=_("Voltage (kV)"), required=False)
    document = Document()

    amounts: ClassVar[tuple[str, ...]] = ("length_cm", "floor_area_dm2", "buildings", "households", "voltage_kv")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.amounts) - set(MEASURES[self.subject.kind]):
            del self.fields[name]


class ListingForm(AmountsForm):
    records = Listing
    verb = "enlist"
    day_label = _("Day of the plan's document")
    title = _("Put into the plan")


class DesignForm(RecordForm):
    document = Document()

    records = Design
    verb = "design"
    day_label = _("Day of approval")


class TenderForm(RecordForm):
    winner = forms.CharField(label=_("Company that won"), max_length=120)
    price_fen = ScaledField(label=_("Price (yuan)"), scale=100, min_value=1)
    document = Document()

    records = Tender
    verb = "tender"
    day_label = _("Day of the award")


class FundingForm(RecordForm):
    level = Choice(label=_("Level of government"), choices=Level.choices)
    amount_fen = ScaledField(label=_("Amount granted (yuan)"), scale=100)
    document = Document()

    records = Funding
    verb = "fund"
    day_label = _("Day of the grant")


class ConsentForm(RecordForm):
    asked = Count(label=_("Households asked"))
    agreed = Count(label=_("Households that agree"))

    records = Consent
    verb = "consult"
    personal_evidence = True  # signed sheets carry names
    day_label = _("Day of asking")


class WarrantyForm(RecordForm):
    ends_on = forms.DateField(label=_("Warranty ends on"), widget=DayInput())

    records = Warranty
    verb = "warrant"
    day_label = _("Warranty begins on")


class StartForm(RecordForm):
    records = Start
    verb = "start"
    day_label = _("Day of the start")


class ProgressForm(RecordForm):
    done_x10 = PercentField(label=_("Done since the start (%)"))
    phase = Choice(label=_("Phase"), choices=Progress.Phase.choices)
    reporter = forms.CharField(
        label=_("Reported by"),
        required=False,
        max_length=120,
        help_text=_("The company, where it is not the office itself; never a person."),
    )

    records = Progress
    verb = "report"
    day_label = _("Day of the report")


class CompletionForm(RecordForm):
    records = Completion
    verb = "complete"
    day_label = _("Day of completion")


class AcceptanceForm(AmountsForm):
    records = Acceptance
    verb = "accept"
    day_label = _("Day of acceptance")


class OpeningForm(RecordForm):
    length_cm = LengthField(label=_("Length opened (m)"), min_value=1)

    records = Opening
    verb = "open"
    day_label = _("Day of opening")


class ClearanceForm(RecordForm):
    households = Count(label=_("Households signed since the last report"))
    buildings = Count(label=_("Buildings pulled down since the last report"))
    floor_area_dm2 = AreaField(label=_("Floor area pulled down (m²)"))

    records = Clearance
    verb = "clear"
    personal_evidence = True  # contracts carry names
    day_label = _("Cleared by this day")


class DemolitionForm(RecordForm):
    records = WholeDemolition
    verb = "demolish"
    day_label = _("Day of whole demolition")


class SurveyForm(RecordForm):
    question = forms.CharField(label=_("Question"), max_length=120, initial=_("Overall satisfaction"))
    asked = Count(label=_("Residents asked"))
    satisfied = Count(label=_("Residents satisfied"))

    records = SatisfactionSurvey
    verb = "survey"
    day_label = _("Day of the survey")


class DuctForm(RecordForm):
    length_cm = LengthField(label=_("Length of duct (m)"), min_value=1)

    records = DuctBuilt
    verb = "build_duct"
    day_label = _("Day the duct was built")


class CableForm(RecordForm):
    length_cm = LengthField(label=_("Length along the road (m)"), min_value=1)
    cables = Count(label=_("Cables"))
    treatment = Choice(label=_("Treatment"), choices=OverheadSection.Treatment.choices)

    records = CableDown
    verb = "bring_down"
    day_label = _("Day the cable came down")


class GreenAcceptanceForm(RecordForm):
    area_dm2 = AreaField(label=_("Green area in plan projection (m²)"), min_value=1)
    document = Document()

    records = GreenAcceptance
    verb = "accept"
    day_label = _("Day of acceptance")


class GreenwayAcceptanceForm(RecordForm):
    length_cm = LengthField(
        label=_("Length of the centre line (m)"), min_value=1, help_text=_("Paths on both sides count once.")
    )
    document = Document()

    records = GreenwayAcceptance
    verb = "accept"
    day_label = _("Day of acceptance")


class FindingForm(RecordForm):
    floor_area_dm2 = AreaField(label=_("Floor area (m²)"), min_value=1)

    records = Finding
    verb = "find"
    day_label = _("Day it was found")


class StopOrderForm(RecordForm):
    demolish_by = forms.DateField(label=_("To be demolished by"), widget=DayInput())
    document = Document()

    records = StopOrder
    verb = "order_stop"
    day_label = _("Day of the order")


class DisposalForm(RecordForm):
    outcome = Choice(label=_("Outcome"), choices=IllegalBuilding.Outcome.choices)
    floor_area_dm2 = AreaField(label=_("Floor area dealt with (m²)"), min_value=1)

    records = Disposal
    verb = "deal_with"
    day_label = _("Day it was dealt with")


class RestorationForm(RecordForm):
    records = Restoration
    verb = "restore"
    day_label = _("Day the land was restored")


class SetUpForm(RecordForm):
    households = Count(label=_("Households served"))

    records = SetUp
    verb = "set_up"
    day_label = _("In use since")


class InspectionForm(RecordForm):
    bins = Count(label=_("Bins inspected"))
    bins_right = Count(label=_("Bins sorted rightly"))

    records = Inspection
    verb = "inspect"
    day_label = _("Day of inspection")


class ClosureForm(RecordForm):
    records = Closure
    verb = "close"
    day_label = _("Day of closing")


class LinkForm(forms.Form):
    """For whom a link is made, and until when."""

    company = forms.CharField(label=_("Company that reports"), max_length=120)
    expires_on = forms.DateField(label=_("Valid until"), widget=DayInput())

    def clean_expires_on(self) -> date:
        """A day to come, at most a year away."""
        day: date = self.cleaned_data["expires_on"]
        if not today() <= day <= today() + timedelta(days=MOST_DAYS):
            raise ValidationError(_("Choose a day within a year from today."))
        return day


class ContractorForm(forms.Form):
    """What a contractor sends by a link: the code, three facts and a photo."""

    code = forms.CharField(
        label=_("Code of six digits"), max_length=12, widget=forms.TextInput({"inputmode": "numeric"})
    )
    happened_on = forms.DateField(label=_("Day of the report"), widget=DayInput())
    done_x10 = PercentField(label=_("Done since the start (%)"))
    phase = Choice(label=_("Phase"), choices=Progress.Phase.choices)
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.ClearableFileInput({"accept": "image/*", "capture": "environment"}),
    )
