"""What a person fills in to take a step of an edition here, or to enter one that was taken on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act
from dajuan.core.records.forms import DayInput
from dajuan.core.records.models import Evidence, Refused
from dajuan.core.staff.models import Post, User
from dajuan.sheet.editions.models import (
    Delegation,
    DocumentNumber,
    Edition,
    Publication,
    Reply,
    SecrecyReview,
    Way,
    next_serial,
    rights,
    standing,
)

REMARK = forms.Textarea(attrs={"rows": 2, "maxlength": 500})


def _none_first(choices: type[TextChoices]) -> list[tuple[str, Any]]:
    """Nothing is chosen before somebody chooses."""
    return [("", "—"), *choices.choices]


class Refusing(forms.Form):
    """A form that shows a refusal at the input it belongs to, or above the form."""

    def refuse(self, refusal: Refused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class StepForm(Refusing):
    """A step of one person; on paper also who took it, on which day, and the signed scan (office.md 8)."""

    roles: ClassVar[frozenset[Post.Role]] = rights.CHECKS
    heading: ClassVar[Any] = ""
    button: ClassVar[Any] = ""
    done: ClassVar[Any] = _("Recorded.")

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, edition: Edition, user: User, on_paper: bool, **kwargs: Any) -> None:
        self.edition, self.user, self.on_paper = edition, user, on_paper
        super().__init__(*args, **kwargs)
        circulation = edition.circulation
        self.initial.setdefault("seen", circulation.number if circulation else None)
        if on_paper:
            self.fields |= _of_paper(edition, self.roles)

    @property
    def person(self) -> User:
        """Who takes the step."""
        person: User = self.cleaned_data["person"] if self.on_paper else self.user
        return person

    def taken(self, evidence: Sequence[Evidence]) -> dict[str, Any]:
        """What every step is told."""
        way = Way.PAPER if self.on_paper else Way.HERE
        day: date | None = self.cleaned_data.get("happened_on")
        return {"person": self.person, "way": way, "happened_on": day, "evidence": evidence}

    def take(self, act: Act, evidence: Sequence[Evidence], factor: str = "") -> None:
        """Take the step in an act."""
        raise NotImplementedError


def _of_paper(edition: Edition, roles: frozenset[Post.Role]) -> dict[str, forms.Field]:
    """Who, when, and the scan."""
    people = User.objects.filter(zone=edition.zone, is_active=True, posts__role__in=roles).distinct().order_by("name")
    scan = _("PDF or picture of the signed paper.")
    return {
        "person": forms.ModelChoiceField(people, label=_("Who signed on the paper")),
        "happened_on": forms.DateField(label=_("Day on the paper"), widget=DayInput()),
        "evidence": forms.FileField(label=_("Signed scan"), help_text=scan),
    }


class ReviewForm(StepForm):
    heading = _("Review the text")
    button = _("Pass it on to be signed")
    done = _("Reviewed. A leader signs next.")

    def take(self, act: Act, evidence: Sequence[Evidence], factor: str = "") -> None:
        self.edition.pass_review(act, **self.taken(evidence))


class SigningForm(StepForm):
    """Here the second factor is asked anew. Claims nobody backs are signed over only with a reason."""

    roles = rights.SIGNS | rights.CHECKS
    heading = _("Sign the edition")
    button = _("Sign")
    done = _("Signed. The review for secrecy comes next.")

    over = forms.CharField(
        label=_("Why it is signed although these claims are not backed"), max_length=500, widget=REMARK
    )
    code = forms.CharField(
        label=_("Code of your second factor"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "size": 10}),
        help_text=_("The six digits your authenticator shows now. It is asked for each signature."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        content = self.edition.content()
        if not (content and content.open_claims):
            del self.fields["over"]
        if self.on_paper:
            del self.fields["code"]

    def take(self, act: Act, evidence: Sequence[Evidence], factor: str = "") -> None:
        said = {"seen": self.cleaned_data["seen"] or 0, "over": self.cleaned_data.get("over", ""), "factor": factor}
        self.edition.sign(act, **said, **self.taken(evidence))


class SecrecyForm(StepForm):
    roles = rights.CLEARS
    heading = _("Review the text for secrecy")
    button = _("Record the review")
    done = _("The review for secrecy is recorded. The office numbers the edition next.")

    LEVELS = [
        ("", pgettext_lazy("classification", "none")),
        ("内部", pgettext_lazy("classification", "internal matter")),
        ("秘密", pgettext_lazy("classification", "secret")),
        ("机密", pgettext_lazy("classification", "highly secret")),
        ("绝密", pgettext_lazy("classification", "top secret")),
    ]
    classification = forms.ChoiceField(label=_("Classification of its content"), choices=LEVELS, required=False)
    result = forms.ChoiceField(
        label=pgettext_lazy("secrecy review", "Result"), choices=_none_first(SecrecyReview.Result)
    )

    def take(self, act: Act, evidence: Sequence[Evidence], factor: str = "") -> None:
        said = {"result": self.cleaned_data["result"], "classification": self.cleaned_data["classification"]}
        self.edition.review_secrecy(act, **said, **self.taken(evidence))


class OfficeConfirmsForm(StepForm):
    """All figures of an office, confirmed by its head on the printed list (会签单)."""

    roles = rights.CONFIRMS | rights.DRIVES
    heading = _("Enter a signed list of figures")
    button = _("Enter the confirmation")

    office = forms.ChoiceField(label=_("Owner office"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open = [one for one in standing.of_edition(self.edition) if not one.is_settled]
        self.fields["office"].choices = [(str(one.pk), str(one)) for one in {one.office for one in self.open}]  # type: ignore[attr-defined]  # a ChoiceField

    def take(self, act: Act, evidence: Sequence[Evidence], factor: str = "") -> None:
        keys = [one.key for one in self.open if str(one.office.pk) == self.cleaned_data["office"]]
        self.edition.confirm(act, keys=keys, seen=self.cleaned_data["seen"] or 0, **self.taken(evidence))


STEPS: dict[str, type[StepForm]] = {
    "confirming": OfficeConfirmsForm,
    "reviewing": ReviewForm,
    "signing": SigningForm,
    "secrecy": SecrecyForm,
}
"""By the word of its address, each step that may also be taken on paper."""


class BeginForm(Refusing):
    year = forms.TypedChoiceField(label=_("Year reported on"), coerce=int)

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]  # a ChoiceField


class CirculationForm(Refusing):
    due_on = forms.DateField(label=_("To be confirmed by"), widget=DayInput(), required=False)


class ReplyForm(Refusing):
    outcome = forms.ChoiceField(
        label=pgettext_lazy("reply to an objection", "Outcome"), choices=_none_first(Reply.Outcome)
    )
    remark = forms.CharField(
        label=pgettext_lazy("reply to an objection", "Answer"),
        max_length=500,
        widget=REMARK,
        help_text=_("Speak of records and figures; name no person."),
    )


class NumberForm(Refusing):
    """The number of an edition in the organ's series; the next one stands there already."""

    word = forms.CharField(label=_("Organ's code"), max_length=20)
    year = forms.IntegerField(label=_("Year of the series"), min_value=2000, max_value=2100)
    serial = forms.IntegerField(label=pgettext_lazy("document number", "Serial"), min_value=1)
    skipped = forms.ChoiceField(
        label=_("Numbers left out before it"),
        choices=[
            ("", "—"),
            (DocumentNumber.Use.OTHER, _("were given to other documents")),
            (DocumentNumber.Use.VOID, _("stay void")),
        ],
        required=False,
        help_text=_("Only where the number is not the next one."),
    )
    addressee = forms.CharField(label=_("Main addressee"), max_length=120, required=False)
    copies_to = forms.CharField(label=_("Copies to"), max_length=200, required=False)

    def __init__(self, *args: Any, edition: Edition, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = DocumentNumber.objects.filter(zone=edition.zone).order_by("-number").first()
        word, year = (last.word if last else ""), today.year
        self.initial.update(word=word, year=year, serial=next_serial(edition.zone, word, year))


class PublicationForm(Refusing):
    scope = forms.ChoiceField(label=pgettext_lazy("publication", "Scope"), choices=_none_first(Publication.Scope))


class DelegationForm(Refusing):
    """A written delegation with its days. Whoever gives it enters it, or the general office with the scan."""

    matter = forms.ChoiceField(label=_("What may be done"), choices=Delegation.Matter.choices)
    giver = forms.ModelChoiceField(User.objects.none(), label=_("Delegated by"))
    taker = forms.ModelChoiceField(User.objects.none(), label=_("Delegated to"))
    from_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput())
    evidence = forms.FileField(
        label=_("Signed scan"), required=False, help_text=_("Needed where it is entered for somebody else.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(zone=user.zone, is_active=True)
        staff = people.filter(posts__role__in=rights.CHECKS | {Post.Role.CHIEF}).distinct().order_by("name")
        self.fields["giver"].queryset = people.filter(posts__role__in=rights.SIGNS | rights.CONFIRMS).distinct()  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["taker"].queryset = staff  # type: ignore[attr-defined]  # a ModelChoiceField
