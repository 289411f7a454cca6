"""Forms of the window: an application entered by a clerk for somebody, by keyboard alone; ratings and what follows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.people.models import NumberKind, Particulars
from dajuan.lines.services.models import CasePaper, MatterVersion, PaperKind
from dajuan.lines.services.models.ratings import RatingLevel
from dajuan.values import credit_codes, resident_ids

NAME = {"autocomplete": "off"}


class MatterSearch(forms.Form):
    """Which matter somebody applies for."""

    q = forms.CharField(
        label=_("Matter"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        help_text=_("Any words of its name, its department or its code."),
    )


class WindowForm(forms.Form):
    """An application as a clerk enters it: who applies, for what, which papers are there.

    An enterprise is given by its code alone; a resident by document and name. Which papers may be used again is found
    once it is known who applies.
    """

    token = forms.CharField(widget=forms.HiddenInput, max_length=40)
    code = forms.CharField(
        label=_("Credit code of the enterprise"),
        max_length=18,
        required=False,
        widget=forms.TextInput(attrs={"autofocus": True, **NAME}),
    )
    company_name = forms.CharField(
        label=_("Name of the enterprise"),
        max_length=120,
        required=False,
        help_text=_("Only where the code is new here."),
        widget=forms.TextInput(attrs=NAME),
    )
    number = forms.CharField(
        label=_("Resident identity number"), max_length=18, required=False, widget=forms.TextInput(attrs=NAME)
    )
    name = forms.CharField(label=_("Full name"), max_length=60, required=False, widget=forms.TextInput(attrs=NAME))
    telephone = forms.CharField(label=_("Telephone"), max_length=30, required=False, widget=forms.TextInput(attrs=NAME))
    said = forms.CharField(
        label=_("What is applied for"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept encrypted beside the case."),
    )
    window = forms.CharField(label=_("Window"), max_length=40, required=False)
    consent = forms.BooleanField(
        label=_("The applicant consents to papers of earlier cases being used"), required=False
    )

    def __init__(self, data: Any, files: Any = None, *, version: MatterVersion, again: dict[int, CasePaper], **kw: Any):
        super().__init__(data, files, **kw)
        self.version, self.again = version, again
        self.materials = version.materials_at_hand()
        for one in self.materials:
            paper = one.paper
            states: list[tuple[str, Any]] = [("handed", _("handed in")), ("missing", pgettext_lazy("paper", "missing"))]
            if earlier := again.get(paper.pk):
                states.insert(0, ("again", _("use the one of case %(number)s") % {"number": earlier.case.number}))
            label = paper.told if one.is_main else _("%(paper)s (minor)") % {"paper": paper.told}
            self.fields[f"state_{paper.pk}"] = forms.ChoiceField(label=label, choices=states, initial=states[0][0])
            self.fields[f"file_{paper.pk}"] = forms.FileField(
                label=_("File of %(paper)s") % {"paper": paper.told}, required=False
            )
        if not again:
            del self.fields["consent"]
        if self.initial.get("code") or self.initial.get("number"):  # who applies is known: Enter hands in
            del self.fields["code"].widget.attrs["autofocus"]
            if "consent" in self.fields:  # once it has been asked for
                self.fields["consent"].widget.attrs["autofocus"] = True
        if version.on_the_spot:
            choices = [
                ("submit", _("pre-check later")),
                ("accept", pgettext_lazy("case", "accept")),
                ("decide", _("accept and grant")),
            ]
        else:
            choices = [("submit", _("pre-check later")), ("accept", pgettext_lazy("case", "accept"))]
        self.fields["then"] = forms.ChoiceField(label=_("At once"), choices=choices, initial="accept")

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip().upper()
        if number and not resident_ids.check(number).is_valid:
            raise forms.ValidationError(_("This is not a valid resident identity number."))
        return number

    def clean_code(self) -> str:
        code = credit_codes.normalised(self.cleaned_data["code"])
        if code and len(code) != 18:
            raise forms.ValidationError(_("A credit code has 18 signs."))
        return code

    def clean(self) -> dict[str, Any]:
        content = super().clean() or self.cleaned_data
        if not content.get("code") and not content.get("number") and not {"code", "number"} & set(self.errors):
            self.add_error("code", _("Give the code of an enterprise or the number of a resident."))
        if content.get("number") and not content.get("name"):
            self.add_error("name", _("Give the full name."))
        if self.uses_again and not content.get("consent"):
            self.add_error("consent", _("Ask the applicant first."))
        return content

    @property
    def uses_again(self) -> list[PaperKind]:
        """The papers taken from earlier cases."""
        return [one.paper for one in self.materials if self.cleaned_data.get(f"state_{one.paper_id}") == "again"]

    @property
    def missing(self) -> list[PaperKind]:
        """The papers that are not there."""
        return [one.paper for one in self.materials if self.cleaned_data.get(f"state_{one.paper_id}") == "missing"]

    @property
    def handed(self) -> list[PaperKind]:
        """The papers that were handed in now."""
        return [one.paper for one in self.materials if self.cleaned_data.get(f"state_{one.paper_id}") == "handed"]

    def uploads(self) -> list[tuple[PaperKind, UploadedFile[Any]]]:
        """The files sent, each with its kind of paper."""
        return [(one.paper, file) for one in self.materials if (file := self.files.get(f"file_{one.paper_id}"))]

    def particulars(self) -> Particulars:
        """The resident who applies."""
        said = self.cleaned_data
        return Particulars(
            name=said["name"], number_kind=NumberKind.RESIDENT, number=said["number"], telephone=said["telephone"]
        )

    def rows(self) -> list[tuple[Any, Any]]:
        """For each paper its state and its file, as the page sets them."""
        return [(self[f"state_{one.paper_id}"], self[f"file_{one.paper_id}"]) for one in self.materials]

    def who(self) -> list[Any]:
        """The inputs about the applicant, as the page sets them."""
        return [self[name] for name in ("code", "company_name", "number", "name", "telephone")]

    def rest(self) -> list[Any]:
        """The inputs after the papers."""
        return [self[name] for name in ("consent", "said", "window", "then") if name in self.fields]


class AfterRatingForm(forms.Form):
    """What followed from a bad rating; which inputs are asked depends on how far it is."""

    true = forms.TypedChoiceField(
        label=pgettext_lazy("rating", "Found"),
        choices=(("yes", pgettext_lazy("rating", "true")), ("no", pgettext_lazy("rating", "false or malicious"))),
        coerce=lambda value: value == "yes",
    )
    reached = forms.BooleanField(label=_("The rater was reached"), required=False, initial=True)
    level = forms.TypedChoiceField(
        label=_("Rating after"),
        choices=[("", _("nothing said")), *RatingLevel.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    text = forms.CharField(
        label=_("What was found, done or said"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    ASKED = {
        "verify_rating": ("true", "text"),
        "rectify_rating": ("text",),
        "call_back": ("reached", "level", "text"),
    }

    def __init__(self, data: Any, *, verb: str) -> None:
        super().__init__(data)
        for name in set(self.fields) - set(self.ASKED[verb]):
            del self.fields[name]
