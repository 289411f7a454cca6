"""Forms of tickets. Steps of staff are record forms; words of a problem go into the private part and no draft."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dajuan.core.places.models import Area
from dajuan.core.records.act import Act
from dajuan.core.records.forms import RecordForm
from dajuan.core.records.models import Entry
from dajuan.core.staff.models import Office, Zone
from dajuan.core.tickets.models import (
    Category,
    Confirmation,
    Dispatch,
    Extension,
    Outcome,
    Receipt,
    Reopening,
    Return,
    Satisfaction,
    Source,
    State,
    Ticket,
)
from dajuan.core.tickets.pictures import PUBLIC_MB


class PhotosInput(forms.FileInput):
    """Takes several files at once."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Up to three files; each is looked at by its content when it is stored."""

    most = 3
    widget = PhotosInput
    largest_mb: int | None = None

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files = [super(PhotosField, self).clean(one, initial) for one in data or []]
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > self.most:
            raise forms.ValidationError(_("Three files at most."), code="many")
        if self.largest_mb and any((file.size or 0) > self.largest_mb << 20 for file in files):
            words = _("One of the files is larger than %(limit)s MB.") % {"limit": self.largest_mb}
            raise forms.ValidationError(words, code="large")
        return files


class CategoryField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable when it runs
    """One of the categories offered in a zone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Category.objects.none(), label=_("What it is about"), empty_label=_("please choose"), **kwargs)

    def offer(self, zone: Zone | None, **narrower: Any) -> None:
        self.queryset = Category.objects.offered(zone).filter(**narrower) if zone else Category.objects.none()


class ProblemForm(forms.Form):
    """What anybody fills in to report a problem: five inputs and photographs (office.md 13)."""

    category = CategoryField()
    description = forms.CharField(
        label=_("What is the problem"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    place = forms.CharField(
        label=_("Where"), max_length=200, required=False, help_text=_("Street and number, or what stands beside it.")
    )
    area = forms.ModelChoiceField(
        Area.objects.none(), label=_("Part of the zone"), required=False, empty_label=_("not known")
    )
    lon = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180, required=False)
    lat = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90, required=False)
    photos = PhotosField(label=_("Photographs"), required=False, help_text=_("Three at most."))
    telephone = forms.RegexField(
        r"^\+?[\d\s-]{7,20}$",
        label=_("Telephone"),
        error_messages={"invalid": _("A telephone number has 7 to 20 digits, with + in front, spaces or - between.")},
        required=False,
        help_text=_("Only for a question or a call-back. It is stored encrypted and erased later."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, zone: Zone | None, public: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category = self.fields["category"]
        assert isinstance(category, CategoryField)
        category.offer(zone, **({"open_to_public": True} if public else {}))
        self.fields["area"].queryset = Area.objects.filter(zone=zone)  # type: ignore[attr-defined]  # a choice of rows
        photos = self.fields["photos"]
        assert isinstance(photos, PhotosField)
        photos.largest_mb = PUBLIC_MB if public else None

    def clean(self) -> dict[str, Any]:
        content = super().clean() or self.cleaned_data
        if (content.get("lon") is None) != (content.get("lat") is None):
            self.add_error("lat", _("Give both longitude and latitude, or neither."))
        return content

    @property
    def title(self) -> str:
        """The first line of what was written, for headings."""
        return str(self.cleaned_data["description"]).strip().splitlines()[0][:60]


class StaffProblemForm(ProblemForm):
    """A problem that staff enter: heard at a door, on the telephone, seen on the way."""

    source = forms.ChoiceField(label=_("Channel"), choices=[(s.value, s.label) for s in Source if s != Source.OTHER])
    field_order = ["category", "source"]


class FollowForm(forms.Form):
    """Number and code by which somebody outside follows a problem."""

    number = forms.CharField(label=_("Number"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    code = forms.CharField(
        label=_("Follow code"),
        max_length=10,
        help_text=_("Six digits; they were shown once when you reported it."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class AnswerForm(forms.Form):
    """What the raiser says of a solution."""

    solved = forms.ChoiceField(
        label=_("Is it solved?"), choices=[("yes", _("yes")), ("no", _("no"))], widget=forms.RadioSelect
    )
    satisfied = forms.ChoiceField(
        label=_("Are you satisfied?"), choices=[("", "—"), *Satisfaction.choices[:2]], required=False
    )


class FilterForm(forms.Form):
    """Narrows the list, if asked."""

    number = forms.CharField(label=_("Number"), max_length=30, required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("all")), *State.choices], required=False)
    category = forms.ModelChoiceField(
        Category.objects.none(), label=_("Category"), required=False, empty_label=_("all")
    )
    office = forms.ModelChoiceField(Office.objects.none(), label=_("Lead office"), required=False, empty_label=_("all"))
    late = forms.BooleanField(label=_("only overdue"), required=False)

    def __init__(self, *args: Any, zone: Zone | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "category": Category.objects.filter(zone=zone).select_related("parent"),
            "office": Office.objects.filter(zone=zone),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # both choose among rows

    def narrow(self, tickets: Any) -> Any:
        """The tickets asked for."""
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("number"):
            tickets = tickets.filter(number__startswith=asked["number"].strip().upper())
        if asked.get("state"):
            tickets = tickets.filter(state=asked["state"])
        if asked.get("category"):
            tickets = tickets.filter(category=asked["category"])
        if asked.get("office"):
            tickets = tickets.filter(office=asked["office"])
        return tickets.overdue(timezone.now()) if asked.get("late") else tickets


class StepForm(RecordForm):
    """One step of a ticket: it happens when it is recorded."""

    happened_on = None  # type: ignore[assignment]  # takes the inherited field away
    reviewed = False
    states: tuple[State, ...] = ()  # in which the step is offered
    right = ""  # what its page needs

    def enter(self, act: Act, subject: Ticket) -> Entry:
        """Record it at this instant."""
        entry: Entry = getattr(subject, self.verb)(act, at=timezone.now(), **self.cleaned_data)
        return entry


class OfficesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Some of the offices; a number no office can have is no choice, not an overflow of the database."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as problem:
            words = self.error_messages["invalid_pk_value"] % {"pk": "…"}
            raise forms.ValidationError(words, code="invalid_pk_value") from problem


class DispatchForm(StepForm):
    records = Dispatch
    verb = "dispatch"
    states = (State.RAISED,)
    right = "tickets.dispatch"

    category = CategoryField()
    office = forms.ModelChoiceField(Office.objects.none(), label=_("Lead office"))
    helping = OfficesField(Office.objects.none(), label=_("Co-operating offices"), required=False)

    def __init__(self, *args: Any, subject: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, subject=subject, **kwargs)
        offices = Office.objects.filter(zone=subject.zone_id).standing_on(timezone.localdate())
        for name in ("office", "helping"):
            self.fields[name].queryset = offices  # type: ignore[attr-defined]  # both choose among offices
        self.fields["category"].offer(subject.zone)  # type: ignore[attr-defined]  # CategoryField
        self.fields["category"].initial = subject.category_id
        self.fields["office"].initial = subject.category.lead_id


class ReceiptForm(StepForm):
    records = Receipt
    verb = "receive"
    states = (State.DISPATCHED,)
    right = "tickets.lead"


class ReturnForm(StepForm):
    records = Return
    verb = "send_back"
    states = (State.DISPATCHED, State.RECEIVED)
    right = "tickets.lead"

    why = forms.ChoiceField(label=_("Why"), choices=Return.Why.choices)


class ExtensionForm(StepForm):
    """Asked for by the lead office; it counts when the office in charge of tickets has passed it."""

    records = Extension
    verb = "extend"
    reviewed = True
    states = (State.DISPATCHED, State.RECEIVED)
    right = "tickets.lead"

    why = forms.ChoiceField(label=_("Why"), choices=Extension.Why.choices)
    count = forms.IntegerField(label=_("How much more, in the unit of the limit"), min_value=1, max_value=90)


class ConfirmationForm(StepForm):
    records = Confirmation
    verb = "confirm"
    states = (State.SOLVED,)
    right = "tickets.confirm"

    reached = forms.BooleanField(label=_("The raiser was reached, or is me"), required=False)
    satisfied = forms.ChoiceField(label=_("Satisfaction"), choices=Satisfaction.choices)

    def enter(self, act: Act, subject: Ticket) -> Entry:
        by_raiser = subject.raised_by == act.by
        return subject.confirm(act, at=timezone.now(), by_raiser=by_raiser, **self.cleaned_data)


class ReopeningForm(StepForm):
    records = Reopening
    verb = "reopen"
    states = (State.SOLVED, State.CONFIRMED)
    right = "tickets.confirm"

    why = forms.ChoiceField(label=_("Why"), choices=Reopening.Why.choices)


STEPS: dict[str, type[StepForm]] = {
    "dispatch": DispatchForm,
    "receipt": ReceiptForm,
    "return": ReturnForm,
    "extension": ExtensionForm,
    "confirmation": ConfirmationForm,
    "reopening": ReopeningForm,
}


class SolutionForm(forms.Form):
    """What was done, with proof; the answer to the raiser is private."""

    outcome = forms.ChoiceField(label=_("Result"), choices=Outcome.choices)
    reply = forms.CharField(label=_("Answer to the raiser"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    evidence = PhotosField(label=_("Proof: photographs or papers"))


class MergerForm(forms.Form):
    """Which earlier ticket says the same."""

    kept = forms.CharField(label=_("Number of the ticket that goes on"), max_length=30)
