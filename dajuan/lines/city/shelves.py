"""The shelves of the room: one a kind of subject, with its forms and what its list shows.

The six are alike, so the pages in views.py are written once and look here for what differs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from dajuan.core.records.forms import RecordForm
from dajuan.lines.city import forms
from dajuan.lines.city.models import GreenPlot, Greenway, IllegalBuilding, OverheadSection, WastePoint, Work
from dajuan.lines.city.models.subjects import CitySubject


@dataclass(frozen=True)
class Column:
    """One column of a list: its heading and what stands in it."""

    heading: Any
    value: Callable[[Any], Any]


@dataclass(frozen=True)
class Shelf:
    """One kind of subject: its model, the form of a new one, the forms of its entries, the columns of its list."""

    subject: type[CitySubject]
    new: type[forms.SubjectForm]
    entries: tuple[type[RecordForm], ...]
    columns: tuple[Column, ...]
    icon: str

    @property
    def word(self) -> str:
        """Its word in addresses."""
        return self.subject.page

    @property
    def title(self) -> Any:
        return self.subject._meta.verbose_name_plural

    @property
    def stages(self) -> list[tuple[str, Any]]:
        """Value and name of each stage, in order."""
        return list(self.subject.Stage.choices)

    def form(self, verb: str) -> type[RecordForm] | None:
        """The form of a verb, None if this kind has no such verb."""
        return next((form for form in self.entries if form.verb == verb), None)

    def steps(self, subject: CitySubject) -> list[tuple[str, str]]:
        """Verb and heading of what may be recorded next."""
        return [(verb, form.heading()) for verb in subject.verbs if (form := self.form(verb))]


SHELVES = {
    shelf.word: shelf
    for shelf in (
        Shelf(
            Work,
            forms.WorkForm,
            (
                forms.ListingForm,
                forms.DesignForm,
                forms.TenderForm,
                forms.FundingForm,
                forms.ConsentForm,
                forms.StartForm,
                forms.ProgressForm,
                forms.ClearanceForm,
                forms.DemolitionForm,
                forms.CompletionForm,
                forms.OpeningForm,
                forms.AcceptanceForm,
                forms.WarrantyForm,
                forms.SurveyForm,
            ),
            (
                Column(_("Kind"), lambda work: work.get_kind_display()),
                Column(_("Progress"), lambda work: work.share_done),
                Column(_("Planned end"), lambda work: work.planned_end_on),
            ),
            "road",
        ),
        Shelf(
            OverheadSection,
            forms.SectionForm,
            (forms.DuctForm, forms.CableForm),
            (
                Column(_("Owner of the lines"), lambda section: section.get_owner_display()),
                Column(_("Class of the road"), lambda section: section.get_road_class_display()),
            ),
            "plug",
        ),
        Shelf(
            GreenPlot,
            forms.PlotForm,
            (forms.GreenAcceptanceForm,),
            (
                Column(_("Class"), lambda plot: plot.get_green_class_display()),
                Column(_("In the plan since"), lambda plot: plot.planned_on),
            ),
            "trees",
        ),
        Shelf(
            Greenway,
            forms.GreenwayForm,
            (forms.GreenwayAcceptanceForm,),
            (
                Column(_("Class"), lambda greenway: greenway.get_greenway_class_display()),
                Column(_("In the plan since"), lambda greenway: greenway.planned_on),
            ),
            "route",
        ),
        Shelf(
            IllegalBuilding,
            forms.CaseForm,
            (forms.FindingForm, forms.StopOrderForm, forms.DisposalForm, forms.RestorationForm),
            (
                Column(_("Programme"), lambda case: case.get_programme_display()),
                Column(_("To be demolished by"), lambda case: case.demolish_by),
            ),
            "home-x",
        ),
        Shelf(
            WastePoint,
            forms.PointForm,
            (forms.SetUpForm, forms.InspectionForm, forms.ClosureForm),
            (Column(_("Estate"), lambda point: point.estate),),
            "recycle",
        ),
    )
}
