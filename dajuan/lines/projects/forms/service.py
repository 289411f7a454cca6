"""Forms of the service plan: promises to an investor, and the link by which the investor confirms."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.forms import DayInput, RecordForm
from dajuan.core.records.models import today
from dajuan.core.rooms.forms import subject_form
from dajuan.core.staff.models import User
from dajuan.lines.projects.forms.fields import Document
from dajuan.lines.projects.forms.land import OfAProject
from dajuan.lines.projects.models import Acknowledgement, Delivery, Promise, Service

MOST_DAYS = 366  # a link lasts


class OfASpecialist(OfAProject):
    """A service with the specialist who sees to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = User.objects.filter(zone=self.instance.zone_id, is_active=True).order_by("name")
        cast("forms.ModelChoiceField[Any]", self.fields["specialist"]).queryset = staff


ServiceForm = subject_form(Service, "project", "phase", "name", "specialist", "office", form=OfASpecialist)


class PromiseForm(RecordForm):
    due_on = forms.DateField(label=_("Due on"), widget=DayInput())

    records = Promise
    verb = "promise"
    day_label = _("Day of the promise")


class DeliveryForm(RecordForm):
    document = Document()

    records = Delivery
    verb = "deliver"
    day_label = _("Day it was done")


class AcknowledgementForm(RecordForm):
    satisfied = forms.ChoiceField(
        label=_("What the investor says"), choices=[("", _("please choose")), *Acknowledgement.Satisfied.choices]
    )
    through = forms.CharField(required=False, widget=forms.HiddenInput())

    records = Acknowledgement
    verb = "acknowledge"
    day_label = _("Day the investor said so")

    def clean_through(self) -> str:
        """By the link where the link's page says so; everything typed here was said to the specialist."""
        said: str = self.cleaned_data["through"]
        return said if said == Acknowledgement.Through.LINK else Acknowledgement.Through.SPECIALIST


class ServiceLinkForm(forms.Form):
    """For which company a link is made, and until when."""

    company = forms.CharField(label=_("Company that confirms"), max_length=120)
    expires_on = forms.DateField(label=_("Valid until"), widget=DayInput())

    def clean_expires_on(self) -> date:
        """A day to come, at most a year away."""
        day: date = self.cleaned_data["expires_on"]
        if not today() <= day <= today() + timedelta(days=MOST_DAYS):
            raise ValidationError(_("Choose a day within a year from today."))
        return day


def _name_of(obj: Any) -> str:
    """A service without its project, which the page names."""
    return str(obj.name)


class InvestorForm(forms.Form):
    """What an investor sends by a link: the code, which service, and whether it is content."""

    code = forms.CharField(
        label=_("Code of six digits"), max_length=12, widget=forms.TextInput({"inputmode": "numeric"})
    )
    service = forms.ModelChoiceField(Service.objects.none(), label=_("Service"), empty_label=_("please choose"))
    satisfied = forms.ChoiceField(
        label=_("Are you content with it?"), choices=[("", _("please choose")), *Acknowledgement.Satisfied.choices]
    )

    def __init__(self, *args: Any, services: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Any]", self.fields["service"])
        field.queryset = services
        field.label_from_instance = _name_of  # type: ignore[method-assign]  # the project is known
