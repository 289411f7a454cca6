"""Forms of the calendar."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dajuan.core.calendar.kinds import RuleField, RuleKind, name_of
from dajuan.core.records.forms import DayInput
from dajuan.core.records.quantities import ScaledField


class YearForm(forms.Form):
    """Which year, and by what had been issued on which day."""

    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    known = forms.DateField(label=_("By what had been issued on"), required=False, widget=DayInput())


class NoticeForm(forms.Form):
    """A year's working days as a file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("JSON of one year in the form of holiday-cn."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    issued_on = forms.DateField(
        label=_("Day of issue"), required=False, widget=DayInput(), help_text=_("If the file does not say.")
    )


class RuleSetForm(forms.Form):
    """An edition of a kind of rules: its document and days, and each of its values as the edition before had it."""

    edition = forms.CharField(label=_("Name of the edition"), max_length=60)
    document = forms.CharField(label=_("Document it rests on"), max_length=200)
    issued_on = forms.DateField(label=_("Issued on"), widget=DayInput())
    valid_from = forms.DateField(label=_("Valid from"), widget=DayInput())
    valid_to = forms.DateField(
        label=_("Valid to"), required=False, widget=DayInput(), help_text=_("Last day; empty while in force.")
    )

    def __init__(self, data: Any, *, kind: RuleKind, before: dict[str, Any]) -> None:
        super().__init__(data)
        self.kind = kind
        for number, rule in enumerate(kind.fields):
            self.fields[name_of(number)] = _field(rule, rule.read(before))

    def clean(self) -> dict[str, Any]:
        """An edition does not end before it begins."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("valid_to") and said.get("valid_from") and said["valid_to"] < said["valid_from"]:
            self.add_error("valid_to", gettext("It ends before it begins."))
        return said

    @property
    def said(self) -> dict[str, Any]:
        """What is recorded of the edition."""
        own = {name: self.cleaned_data[name] for name in ("edition", "document", "issued_on", "valid_from", "valid_to")}
        return {**own, "kind": self.kind.kind, "content": self.kind.content(self.cleaned_data)}


def _field(rule: RuleField, value: Any) -> forms.Field:
    shown = {"label": rule.label, "initial": value, "help_text": rule.help_text}
    if rule.many:
        widget = forms.CheckboxSelectMultiple()
        return forms.MultipleChoiceField(choices=rule.choices, required=False, widget=widget, **shown)
    if rule.choices:
        return forms.ChoiceField(choices=rule.choices, **shown)
    if rule.scale > 1:
        return ScaledField(scale=rule.scale, **shown)
    return forms.IntegerField(min_value=0, **shown)
