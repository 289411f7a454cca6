"""The shelves of the room: one a kind of subject, with its forms and its columns. Six alike, one set of pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from dajuan.core.places.shaped import Shaped
from dajuan.core.records.forms import RecordForm
from dajuan.lines.livelihood import forms
from dajuan.lines.livelihood.models import Hospital, LivelihoodSubject, School, Station, Survey, Union, Venue


@dataclass(frozen=True)
class Column:
    """One column of a list: its heading and what stands in it."""

    heading: Any
    value: Callable[[Any], Any]


@dataclass(frozen=True)
class Shelf:
    """One kind of subject: its model, the form of a new one, the forms of its entries, the columns of its list."""

    subject: type[LivelihoodSubject]
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
    def part(self) -> str:
        """The template of what is special about one of its subjects."""
        return f"livelihood/_{self.word}.html"

    @property
    def stages(self) -> list[tuple[str, Any]]:
        """Value and name of each stage, in order; empty where its subjects have none."""
        stages = getattr(self.subject, "Stage", None)
        return list(stages.choices) if stages else []

    @property
    def placed(self) -> bool:
        """Whether its subjects have a place on the map."""
        return issubclass(self.subject, Shaped)

    def form(self, verb: str) -> type[RecordForm] | None:
        """The form of a verb, None if this kind has no such verb."""
        return next((form for form in self.entries if form.verb == verb), None)

    def steps(self, subject: LivelihoodSubject) -> list[type[RecordForm]]:
        """The forms of what may be recorded next."""
        return [form for verb in subject.verbs if (form := self.form(verb))]


SHELVES = {
    shelf.word: shelf
    for shelf in (
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
        ),
        Shelf(
            Venue,
            forms.VenueForm,
            (forms.RenovationStartForm, forms.RenovationProgressForm, forms.RenovationCompletionForm),
            (Column(_("Used for"), lambda venue: venue.purpose),),
            "building-stadium",
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
        ),
    )
}
