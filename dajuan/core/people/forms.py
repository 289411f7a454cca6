"""Forms about residents. Their content goes into the private part and nowhere else: no draft keeps it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dajuan.core.people.models import NumberKind, Particulars


class SearchForm(forms.Form):
    """Find by exact number; sent by POST, so that no number stands in an address or a log."""

    number = forms.CharField(
        label=_("Document number or telephone"),
        max_length=40,
        help_text=_("The whole number. Names are not searched."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PersonForm(forms.Form):
    """A resident's particulars."""

    name = forms.CharField(label=_("Full name"), max_length=60)
    number_kind = forms.ChoiceField(label=_("Kind of document"), choices=NumberKind.choices, required=False)
    number = forms.CharField(label=_("Document number"), max_length=40, required=False)
    telephone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    address = forms.CharField(label=_("Home address"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        content = super().clean() or self.cleaned_data
        if bool(content.get("number")) != bool(content.get("number_kind")):
            self.add_error("number", _("Give the document and its number, or neither."))
        return content

    def particulars(self) -> Particulars:
        return Particulars(**self.cleaned_data)


class ReadingForm(forms.Form):
    """Why somebody needs to see a person in full."""

    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=120,
        help_text=_("It is written down with your name and the time."),
    )


class ErasureForm(forms.Form):
    """On what ground a person's private part is erased."""

    rule = forms.CharField(label=_("Ground"), max_length=120, help_text=_("Document, article or request; no names."))
