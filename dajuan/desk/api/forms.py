"""The form of a new key."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.forms import DayInput
from dajuan.desk.api.models import LONGEST, Token
from dajuan.desk.api.scopes import choices


class TokenForm(forms.Form):
    """What a key is for, what it opens, and until when."""

    name = forms.CharField(label=_("What it is for"), max_length=60)
    kind = forms.ChoiceField(
        label=_("Kind of key"), choices=Token.Kind.choices, initial=Token.Kind.PROGRAM, widget=forms.RadioSelect
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it opens"),
        required=False,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than you may see and do yourself. A calendar needs none."),
    )
    expires_on = forms.DateField(
        label=_("Good until"),
        required=False,
        widget=DayInput(),
        help_text=_("At most a year. A program's key needs an end."),
    )

    def clean(self) -> dict[str, Any]:
        content: dict[str, Any] = super().clean() or self.cleaned_data
        if content.get("kind") == Token.Kind.PROGRAM:
            if not content.get("scopes"):
                self.add_error("scopes", _("Choose what it opens."))
            if not content.get("expires_on"):
                self.add_error("expires_on", _("Say until when it is good."))
        day, today = content.get("expires_on"), timezone.localdate()
        if day and not today < day <= today + LONGEST:
            self.add_error("expires_on", _("A day after today, at most a year from now."))
        return content

    @property
    def expires_at(self) -> datetime | None:
        """The end of its last day."""
        day = self.cleaned_data["expires_on"]
        return timezone.make_aware(datetime.combine(day, time.max)) if day else None
