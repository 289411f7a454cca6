"""Forms about figures: a plan, an attested value, a value given out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act
from dajuan.core.records.forms import DayInput
from dajuan.figures.models import SCALE, Attested, Target
from dajuan.figures.vocabulary import Figure


class TargetForm(forms.Form):
    """A planned value in one version of the plan."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    value = forms.DecimalField(label=_("Planned value"), max_digits=18, decimal_places=4)
    version = forms.CharField(label=_("Version of the plan"), max_length=60)
    document = forms.CharField(label=_("Document"), max_length=160, required=False)
    happened_on = forms.DateField(label=_("Decided on"), widget=DayInput())

    def enter(self, act: Act, figure: Figure) -> Target:
        """Record the plan; an earlier version stays and can be asked for."""
        said: dict[str, Any] = dict(self.cleaned_data)
        value: Decimal = said.pop("value")
        return act.enter(Target(figure=figure.key, value_x10000=int(value * SCALE), **said))


class AttestedForm(forms.Form):
    """A value from somebody else's document, with the document as evidence."""

    happened_on = forms.DateField(label=_("Last day it speaks of"), widget=DayInput())
    value = forms.DecimalField(label=_("Value"), max_digits=18, decimal_places=4)
    stage = forms.ChoiceField(label=pgettext_lazy("attested value", "Stage"), choices=Attested.Stage.choices)
    issuer = forms.CharField(label=_("Issued by"), max_length=80)
    document = forms.CharField(label=_("Document"), max_length=160)
    embargo_on = forms.DateField(label=_("Not to be published before"), widget=DayInput(), required=False)

    def enter(self, act: Act, figure: Figure) -> Attested:
        """Record the value."""
        said: dict[str, Any] = dict(self.cleaned_data)
        value: Decimal = said.pop("value")
        return act.enter(Attested(figure=figure.key, value_x10000=int(value * SCALE), **said))


class GivenForm(forms.Form):
    """To whom the value on this page is given, and what for."""

    given_to = forms.CharField(label=_("Given to"), max_length=80)
    purpose = forms.CharField(label=pgettext_lazy("given out", "Purpose"), max_length=120)
