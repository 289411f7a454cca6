"""What the system administrator fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.staff.models import Office, Post, User, Zone
from dajuan.core.staff.roster import NotAllowed, lines


class DayInput(forms.DateInput):
    """A day chosen from the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RosterForm(forms.Form):
    """A form of the roster, within one zone."""

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("office", "parent"):
            if name in self.fields:
                self.fields[name].queryset = Office.objects.filter(zone=zone)  # type: ignore[attr-defined]  # a model's choice
        if "successor" in self.fields:
            people = User.objects.filter(zone=zone, is_active=True).order_by("name")
            self.fields["successor"].queryset = people  # type: ignore[attr-defined]  # a model's choice

    def refuse(self, refusal: NotAllowed) -> None:
        """Show a refusal at the input it belongs to, or above the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class AccountForm(RosterForm):
    """A new account with its first post."""

    username = forms.RegexField(
        r"^[\w.@+-]+$",
        label=_("Sign-in name"),
        max_length=40,
        help_text=_("Letters, digits and . @ + - _ only."),
        error_messages={"invalid": _("A sign-in name holds letters, digits and . @ + - _ only, without spaces.")},
    )
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=40)
    office = forms.ModelChoiceField(Office.objects.none(), label=_("Office"))
    role = forms.ChoiceField(label=_("Role"), choices=Post.Role.choices)
    from_on = forms.DateField(label=_("From"), widget=DayInput(), initial=timezone.localdate)


class PostForm(RosterForm):
    """A post for an account."""

    office = forms.ModelChoiceField(Office.objects.none(), label=_("Office"))
    role = forms.ChoiceField(label=_("Role"), choices=Post.Role.choices)
    from_on = forms.DateField(label=_("From"), widget=DayInput(), initial=timezone.localdate)
    to_on = forms.DateField(
        label=_("Until"), widget=DayInput(), required=False, help_text=_("First day on which it is no longer held.")
    )
    acting = forms.BooleanField(label=_("Acting only"), required=False)


class ClosingForm(RosterForm):
    """Why an account is closed."""

    reason = forms.CharField(label=_("Why is it closed"), max_length=160, help_text=_("The auditors read it."))


class EndForm(RosterForm):
    """The end of a post."""

    to_on = forms.DateField(
        label=_("Ends on"),
        widget=DayInput(),
        initial=timezone.localdate,
        help_text=_("First day on which it is no longer held."),
    )


class HandoverForm(RosterForm):
    """Who takes over."""

    successor = forms.ModelChoiceField(User.objects.none(), label=_("Successor"))


class OfficeForm(forms.ModelForm):  # type: ignore[type-arg]  # generic to the type checker alone
    """An office; where it stands in the tree is said once, when it is entered."""

    class Meta:
        model = Office
        fields = ("parent", "name", "name_en", "from_on", "to_on")
        widgets = {"from_on": DayInput(), "to_on": DayInput()}

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.zone = zone
        if self.instance.pk:
            del self.fields["parent"]
        else:
            self.fields["parent"].queryset = Office.objects.filter(zone=zone)  # type: ignore[attr-defined]  # a model's choice

    def clean(self) -> dict[str, Any] | None:
        """An office ends after it began, and not while its parts stand."""
        data = super().clean() or {}
        begin, end = data.get("from_on"), data.get("to_on")
        if begin and end and end <= begin:
            self.add_error("to_on", _("An office ends after it began."))
        if end and self.instance.pk and self.instance.parts.filter(to_on__isnull=True).exists():
            self.add_error("to_on", _("Parts of this office still stand. End them first."))
        return data


class ChargeForm(RosterForm):
    """Which office keeps a line, from when."""

    line = forms.ChoiceField(label=_("Line of work"), choices=lines)
    office = forms.ModelChoiceField(Office.objects.none(), label=_("Office"))
    from_on = forms.DateField(label=_("From"), widget=DayInput(), initial=timezone.localdate)
