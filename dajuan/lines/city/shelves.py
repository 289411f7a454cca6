"""The shelves of the room: one a kind of subject, with its forms and what its list shows."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from dajuan.core.rooms.shelves import Column, Lights, Room, Shelf
from dajuan.core.staff.models import Visitor
from dajuan.lines.city import forms
from dajuan.lines.city.models import GreenPlot, Greenway, IllegalBuilding, OverheadSection, WastePoint, Work
from dajuan.lines.city.models.lights import thresholds


def lights(user: Visitor, day: date) -> Lights:
    """How a person sees the lights of a day, by the thresholds in force."""
    rules = thresholds(day)
    return lambda subject: subject.light_for(user, day, rules)


ROOM = Room(
    "city",
    _("City quality"),
    (
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
            lights,
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
            lights,
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
            lights,
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
            lights,
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
            lights,
        ),
        Shelf(
            WastePoint,
            forms.PointForm,
            (forms.SetUpForm, forms.InspectionForm, forms.ClosureForm),
            (Column(_("Estate"), lambda point: point.estate),),
            "recycle",
            lights,
        ),
    ),
    ways="city/_ways.html",
)
