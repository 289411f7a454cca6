"""What outsiders fill in about themselves, and what the zone decides of a mandate."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dajuan.core.applicants.models import Applicant, open_applicant
from dajuan.core.outbox.forms import PreferenceForm
from dajuan.core.outbox.models import Channel
from dajuan.core.people.forms import PersonForm
from dajuan.core.people.models import Particulars
from dajuan.core.records.models import Refused
from dajuan.core.staff.forms import DayInput
from dajuan.core.staff.models import User

TELEPHONE = r"^\+?[\d\s-]{7,20}$"


class TelephoneField(forms.RegexField):
    """A telephone as people write it."""

    def __init__(self, **kwargs: Any) -> None:
        wrong = _("A telephone number has 7 to 20 digits, with + in front, spaces or - between.")
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
        super().__init__(TELEPHONE, label=_("Telephone"), error_messages={"invalid": wrong}, widget=widget, **kwargs)


class SignUpForm(forms.Form):
    """What an account needs beyond a name to sign in by and a password; allauth builds its own form on it."""

    name = forms.CharField(
        label=_("Your full name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    telephone = TelephoneField()
    agreed = forms.BooleanField(
        label=_("Name and telephone may be stored, encrypted, to handle what I apply for."),
        error_messages={"required": _("Without it no account can be opened; reading needs none.")},
    )
    field_order = ["name", "telephone", "username", "password1", "password2", "agreed"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "username" in self.fields:
            self.fields["username"].label = _("Sign-in name")
            self.fields["username"].help_text = _("Choose a word you will remember; not your identity number.")

    def signup(self, request: Any, user: User) -> None:
        """Make the applicant of the new account."""
        sent = self.cleaned_data
        user.__dict__.pop("_applicant", None)
        open_applicant(user, Particulars(name=sent["name"], telephone=sent["telephone"]))


class OwnForm(PersonForm):
    """One's own particulars."""

    name = forms.CharField(label=_("Your full name"), max_length=60)
    telephone = TelephoneField()

    field_order = ("name", "telephone", "number_kind", "number", "address")


class MandateForm(forms.Form):
    """For which company somebody acts."""

    code = forms.CharField(
        label=_("Unified credit code"), max_length=24, help_text=_("18 digits and letters, as on the business licence.")
    )
    name = forms.CharField(label=_("Name of the company"), max_length=120)
    from_on = forms.DateField(label=_("From"), widget=DayInput(), initial=timezone.localdate)
    to_on = forms.DateField(
        label=_("Until"), widget=DayInput(), required=False, help_text=_("First day on which it no longer holds.")
    )
    proof = forms.FileField(
        label=_("Proof"),
        help_text=_("A photograph or PDF of the letter of authorisation, or of the licence that names you."),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )

    def clean_proof(self) -> UploadedFile[Any]:
        proof: UploadedFile[Any] = self.cleaned_data["proof"]
        if not proof.size:
            raise ValidationError(_("This file is empty."))
        return proof

    def refuse(self, refusal: Refused) -> None:
        field = {"evidence": "proof"}.get(refusal.field, refusal.field)
        self.add_error(field if field in self.fields else None, str(refusal))


class ReminderForm(PreferenceForm):
    """By which way an applicant is told: text message or e-mail, never the group of an office."""

    class Meta(PreferenceForm.Meta):
        fields = ("channel", "language", "quiet_from", "quiet_to")  # type: ignore[assignment]  # without the switch

    def __init__(self, *args: Any, applicant: Applicant, **kwargs: Any) -> None:
        super().__init__(*args, user=applicant.user, **kwargs)
        own = (Channel.Kind.SMS, Channel.Kind.MAIL)
        self.ways = Channel.objects.filter(zone=applicant.zone, in_use=True, kind__in=own)
        channels: Any = self.fields["channel"]
        channels.queryset = self.ways
        channels.label, channels.empty_label = _("How to be told"), _("none: I look myself")
        self.fields["address"].help_text = _("Telephone number for text messages, address for e-mail. Kept encrypted.")

    def clean(self) -> dict[str, Any]:
        content = super().clean()
        channel, address = content.get("channel"), content.get("address", "").strip()
        if channel and not _reaches(channel, address):
            self.add_error("address", _("This way needs your own telephone number or e-mail address."))
        return content


def _reaches(channel: Channel, address: str) -> bool:
    mail = channel.kind == Channel.Kind.MAIL
    return "@" in address if mail else bool(re.fullmatch(TELEPHONE, address))


class DecisionForm(forms.Form):
    """What the zone says of a mandate."""

    verdict = forms.ChoiceField(
        label=_("Does the proof show it?"),
        choices=[("yes", _("yes, it may act for this company")), ("no", _("no"))],
        widget=forms.RadioSelect,
    )
    because = forms.CharField(label=_("If not, why"), max_length=200, required=False)
