"""The form by which an office brings in an edition of an assessment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.forms import DayInput
from dajuan.core.records.models import Refused
from dajuan.sheet.assessment import schemes

LARGEST_FILE = 2_000_000


class EditionForm(forms.Form):
    """An edition with its document and its table of items."""

    edition = forms.CharField(
        label=pgettext_lazy("assessment", "Edition"),
        max_length=60,
        help_text=_("Such as 国家级经开区综合发展水平考核评价（2021年版）."),
    )
    document = forms.CharField(label=_("Document it rests on"), max_length=200)
    issued_on = forms.DateField(label=_("Issued on"), widget=DayInput())
    valid_from = forms.DateField(label=_("Valid from"), widget=DayInput())
    file = forms.FileField(label=_("Table of items (Excel or CSV)"))

    def clean_file(self) -> list[dict[str, str]]:
        """The rows of the table; each thing that is wrong with its row and column."""
        file: Any = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("The file is larger than any such table."))
        try:
            found = schemes.read(file.read(), file.name)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        if found.problems:
            raise ValidationError(found.problems)
        return found.rows
