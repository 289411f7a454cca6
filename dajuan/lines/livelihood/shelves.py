"""The shelves of the room: one a kind of subject, with its forms and its columns."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dajuan.core.rooms.shelves import Column, Room, Shelf
from dajuan.lines.livelihood import forms
from dajuan.lines.livelihood.models import Hospital, School, Station, Survey, Union, Venue

ROOM = Room(
    "livelihood",
    _("Livelihood"),
    (
        Shelf(
            School,
            forms.SchoolForm,
            (forms.SchoolOpeningForm, forms.SeatsForm, forms.SchoolClosingForm),
            (
                Column(_("School code"), lambda school: school.code),
                Column(_("Kind"), lambda school: school.get_kind_display()),
                Column(_("Ownership"), lambda school: school.get_ownership_display()),
            ),
            "school",
            part="livelihood/_schools.html",
        ),
        Shelf(
            Union,
            forms.UnionForm,
            (forms.UnionFoundingForm, forms.MembershipForm, forms.LeavingForm, forms.UnionDissolutionForm),
            (
                Column(_("Level"), lambda union: union.get_level_display()),
                Column(_("Mode"), lambda union: union.get_mode_display()),
            ),
            "affiliate",
            part="livelihood/_unions.html",
        ),
        Shelf(
            Hospital,
            forms.HospitalForm,
            (forms.HospitalStartForm, forms.HospitalToppingForm, forms.HospitalCompletionForm),
            (
                Column(_("Parent hospital"), lambda hospital: hospital.parent),
                Column(_("Rating of the parent"), lambda hospital: hospital.get_parent_rating_display()),
                Column(_("Beds planned"), lambda hospital: hospital.beds),
            ),
            "building-hospital",
            part="livelihood/_hospitals.html",
        ),
        Shelf(
            Venue,
            forms.VenueForm,
            (forms.RenovationStartForm, forms.RenovationProgressForm, forms.RenovationCompletionForm),
            (Column(_("Used for"), lambda venue: venue.purpose),),
            "building-stadium",
            part="livelihood/_venues.html",
        ),
        Shelf(
            Station,
            forms.StationForm,
            (),
            (
                Column(_("Station code"), lambda station: station.code),
                Column(_("Network"), lambda station: station.get_network_display()),
                Column(_("Street or area"), lambda station: station.area),
                Column(_("Measures since"), lambda station: station.measures_since),
            ),
            "wind",
            part="livelihood/_stations.html",
        ),
        Shelf(
            Survey,
            forms.SurveyForm,
            (forms.SurveyOutcomeForm,),
            (
                Column(_("Topic"), lambda survey: survey.get_topic_display()),
                Column(_("Question of the survey"), lambda survey: survey.question),
            ),
            "phone",
            part="livelihood/_surveys.html",
        ),
    ),
    ways="livelihood/_ways.html",
)
