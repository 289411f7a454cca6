"""What people outside fill in: a search, an application, a follow code, a rating, what they know of their firm."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.applicants.forms import TelephoneField
from dajuan.core.companies.models import Company, Size
from dajuan.lines.services.models import Audience, LifeEvent, Matter, RatingLevel

YES = "yes"


class FindForm(forms.Form):
    """Any words, narrowed by theme, department and for whom."""

    q = forms.CharField(label=_("What do you want to do?"), max_length=60, required=False)
    life_event = forms.ChoiceField(
        label=_("Theme"), choices=[("", pgettext_lazy("themes", "all")), *LifeEvent.choices], required=False
    )
    audience = forms.ChoiceField(
        label=_("For"), choices=[("", pgettext_lazy("themes", "all")), *Audience.choices[:2]], required=False
    )
    department = forms.ChoiceField(label=_("Department"), required=False)

    def __init__(self, *args: Any, zone: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = Matter.objects.filter(zone=zone).in_force().exclude(department="").order_by("department")
        names = named.values_list("department", flat=True).distinct()[:200]
        self.fields["department"].choices = [  # type: ignore[attr-defined]  # a field of choices
            ("", pgettext_lazy("themes", "all")),
            *((name, name) for name in names),
        ]

    def asked(self) -> dict[str, str]:
        """What was asked for; what cannot be chosen narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class CompanyField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable when it runs
    """One of the companies somebody may act for; empty: for oneself."""

    def __init__(self) -> None:
        super().__init__(
            Company.objects.none(), label=_("I apply for"), required=False, empty_label=_("myself, as a person")
        )

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as problem:
            words = self.error_messages["invalid_choice"] % {"value": "…"}
            raise forms.ValidationError(words, code="invalid_choice") from problem


class ApplicationForm(forms.Form):
    """What is asked of every application, beside its papers. Nothing is required of what is only kept."""

    company = CompanyField()
    contact = TelephoneField(required=False)
    said = forms.CharField(
        label=_("What you apply for, and what we should know"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agreed = forms.BooleanField(
        label=_("What I hand in is true, and I know the conditions in the guide."), required=False
    )

    def __init__(self, *args: Any, companies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].queryset = companies  # type: ignore[attr-defined]  # a choice of rows

    def refuse_unfinished(self, committed: bool, following: Iterable[Any]) -> None:
        """Say what must be there before it is handed in."""
        if not self.cleaned_data.get("contact"):
            self.add_error("contact", _("Give a telephone for questions."))
        if not self.cleaned_data.get("agreed"):
            self.add_error("agreed", _("Please confirm this before you send it."))
        if list(following) and not committed:
            self.add_error(None, _("Sign the commitment for the papers you hand in later."))

    def texts(self) -> dict[str, str]:
        """What is kept of it, by name."""
        sent = self.cleaned_data
        company = sent.get("company")
        return {
            "company": str(company.pk) if company else "",
            "contact": str(sent.get("contact") or ""),
            "said": str(sent.get("said") or ""),
        }


class FollowForm(forms.Form):
    """Number and code by which somebody follows a case."""

    number = forms.CharField(
        label=pgettext_lazy("case", "Number"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    code = forms.CharField(
        label=_("Follow code"),
        max_length=12,
        help_text=_("Six digits; they stood on the receipt."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class RatingForm(forms.Form):
    """The five levels and a word, by free will."""

    level = forms.TypedChoiceField(
        label=_("How was it?"), choices=RatingLevel.choices, coerce=int, widget=forms.RadioSelect
    )
    said = forms.CharField(
        label=_("What we should know"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class FirmForm(forms.Form):
    """What somebody knows of a firm; kept nowhere."""

    size = forms.ChoiceField(label=_("Company size"), choices=[("", _("not said")), *Size.choices], required=False)
    industry = forms.RegexField(
        r"^[A-Ta-t]?\d{0,4}$",
        label=_("Industry of the company"),
        required=False,
        help_text=_("Code of GB/T 4754 such as H62, if you know it."),
    )
    months = forms.IntegerField(label=_("Months since foundation"), min_value=0, max_value=1800, required=False)
