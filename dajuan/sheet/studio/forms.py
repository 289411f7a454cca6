"""Forms of the studio: what proves a claim, an estimate, a data call and its answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act
from dajuan.core.records.forms import DayInput, RecordForm
from dajuan.core.staff.models import Office, User
from dajuan.figures import catalogue
from dajuan.figures.models import SCALE
from dajuan.sheet.studio.models import Answer, Citation, DataCall, Estimate, Manuscript


def _value(label: Any, *, required: bool = True) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=18, decimal_places=4, required=required)


def _ten_thousandths(value: Decimal) -> int:
    return int(value * SCALE)


class CitationForm(forms.Form):
    """What somebody else's document says: words, and a number where it has one. The file comes with it."""

    name = forms.CharField(
        label=pgettext_lazy("citation", "What it is about"),
        max_length=120,
        help_text=_("Such as: overall ranking of ETDZs"),
    )
    says = forms.CharField(
        label=_("Words it backs"),
        max_length=200,
        help_text=_("As they may stand in the report: 15th, first in the west"),
    )
    issuer = forms.CharField(label=pgettext_lazy("document", "Issued by"), max_length=80)
    document = forms.CharField(label=pgettext_lazy("attested value", "Document"), max_length=160)
    edition = forms.CharField(
        label=pgettext_lazy("document", "Edition"),
        max_length=60,
        required=False,
        help_text=_("The round or year it speaks of, which may be earlier than the document."),
    )
    happened_on = forms.DateField(label=_("Day of the document"), widget=DayInput())
    value = _value(_("Value"), required=False)
    unit = forms.CharField(label=pgettext_lazy("amount", "Unit"), max_length=20, required=False)

    def clean(self) -> dict[str, Any]:
        """A value has a unit."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("value") is not None and not said.get("unit"):
            self.add_error("unit", _("Say in which unit the value is."))
        return said

    def enter(self, act: Act, manuscript: Manuscript) -> Citation:
        """Record it."""
        said = dict(self.cleaned_data)
        value = said.pop("value")
        kept = None if value is None else _ten_thousandths(value)
        return act.enter(Citation(manuscript=manuscript, value_x10000=kept, **said))


class EstimateForm(forms.Form):
    """A value the year has not brought yet: how it was estimated, and who answers for it (office.md 3)."""

    figure = forms.CharField(label=_("Figure it stands for"), max_length=60, required=False, widget=forms.HiddenInput())
    name = forms.CharField(label=_("What is estimated"), max_length=120)
    value = _value(_("Value"))
    unit = forms.CharField(label=pgettext_lazy("amount", "Unit"), max_length=20)
    method = forms.CharField(label=_("How it was estimated"), max_length=300, widget=forms.Textarea({"rows": 2}))
    author = forms.CharField(
        label=_("Who answers for it"), max_length=80, help_text=_("An office or post, not a name.")
    )
    ends_on = forms.DateField(label=_("Last day it speaks of"), widget=DayInput())

    def clean_figure(self) -> str:
        """The key of a figure, or none."""
        key = str(self.cleaned_data["figure"])
        if key and catalogue.figure(key) is None:
            raise ValidationError(_("There is no such figure."))
        return key

    def enter(self, act: Act, manuscript: Manuscript) -> Estimate:
        """Record it; the day of the estimate is today."""
        said = dict(self.cleaned_data)
        value = _ten_thousandths(said.pop("value"))
        return act.enter(Estimate(manuscript=manuscript, value_x10000=value, happened_on=act.today(), **said))


class CallForm(forms.Form):
    """What is asked of which office, and by when (office.md 4)."""

    name = forms.CharField(label=_("What is asked for"), max_length=120)
    unit = forms.CharField(label=pgettext_lazy("amount", "Unit"), max_length=20)
    question = forms.CharField(
        label=_("What counts, and on which day"), max_length=300, widget=forms.Textarea({"rows": 2})
    )
    office = forms.ModelChoiceField(label=_("Office that is asked"), queryset=Office.objects.none())
    due_on = forms.DateField(label=_("Answer by"), widget=DayInput())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["office"]
        field.queryset = Office.objects.standing_on(timezone.localdate()).filter(Q(zone=user.zone_id))

    def clean_due_on(self) -> Any:
        """Nobody can answer in the past."""
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise ValidationError(_("This day is past."))
        return day

    def ask(self, manuscript: Manuscript, *, by: User) -> DataCall:
        """Ask the office. It finds the call on its own page of what waits."""
        return DataCall.objects.create(zone=manuscript.zone, manuscript=manuscript, asked_by=by, **self.cleaned_data)


class AnswerForm(RecordForm):
    """The asked office's answer: the value, and how well it is proven. Ledger or scan come as evidence."""

    records = Answer
    verb = "reply"
    reviewed = False  # who asked sends it back, with a reason, where it does not do
    title = _("Answer a data call")
    day_label = _("Day the value speaks of")

    value = _value(_("Value"))
    grade = forms.ChoiceField(label=pgettext_lazy("answer", "Proven by"), choices=Answer.Grade.choices)
    note = forms.CharField(label=pgettext_lazy("answer", "Note"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.subject is not None:
            self.fields["value"].help_text = str(self.subject.unit)
