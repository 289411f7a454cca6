"""Forms of companies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dajuan.core.companies.code_words import what_is_wrong
from dajuan.core.companies.models import Company, CompanyParticulars, Size
from dajuan.core.records.forms import DayInput, RecordForm
from dajuan.values import credit_codes
from dajuan.values.credit_codes import State

SIZES = [("", _("not known")), *Size.choices]


class CompanyForm(forms.Form):
    """Enter a company. A code that fails its check is asked about, not refused."""

    code = forms.CharField(label=_("Unified credit code"), max_length=40)
    name = forms.CharField(label=_("Company name"), max_length=120)
    industry = forms.CharField(label=_("Industry"), max_length=5, required=False, help_text=_("Code of GB/T 4754"))
    size = forms.ChoiceField(label=_("Company size"), choices=SIZES, required=False)
    founded_on = forms.DateField(label=_("Founded on"), widget=DayInput(), required=False)
    happened_on = forms.DateField(label=_("Holds from"), widget=DayInput())
    accepted = forms.BooleanField(label=_("The code is right although its check fails"), required=False)
    accepted_because = forms.CharField(
        label=_("Why the code is right"),
        max_length=200,
        required=False,
        help_text=_("Only where the check fails: for instance, compared with the licence. No personal data."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask about a failing check: consent and reason together let it pass."""
        content = super().clean() or {}
        checked = credit_codes.check(content.get("code", ""))
        if "code" in content and checked.state is not State.VALID:
            is_accepted = content.get("accepted") and content.get("accepted_because", "").strip()
            if checked.state is State.MALFORMED or not is_accepted:
                self.add_error("code", what_is_wrong(checked))
            if checked.state is State.FAILS_CHECK and not is_accepted:
                self.add_error("accepted", _("If the code is right all the same, tick this and say why."))
        return content

    def particulars(self) -> dict[str, Any]:
        """The keywords of `enter_company`."""
        content = dict(self.cleaned_data)
        content.pop("accepted")
        return content


class ParticularsForm(RecordForm):
    """A new name, industry or size from a day on."""

    records = CompanyParticulars
    verb = "describe"
    reviewed = False  # a basic register: the licence is its proof

    name = forms.CharField(label=_("Company name"), max_length=120)  # type: ignore[assignment]  # Django takes fields off the class
    industry = forms.CharField(label=_("Industry"), max_length=5, required=False, help_text=_("Code of GB/T 4754"))
    size = forms.ChoiceField(label=_("Company size"), choices=SIZES, required=False)
    founded_on = forms.DateField(label=_("Founded on"), widget=DayInput(), required=False)


class MergingForm(forms.Form):
    """The record that stays."""

    kept = forms.CharField(label=_("Unified credit code of the record that stays"), max_length=40)
    happened_on = forms.DateField(label=_("Day it was found"), widget=DayInput())

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        self.company = company
        super().__init__(*args, **kwargs)

    def clean_kept(self) -> Company:
        """A company of the same zone, by its code."""
        code = credit_codes.normalised(self.cleaned_data["kept"])
        kept: Company | None = Company.objects.filter(zone=self.company.zone_id, code=code).first()
        if kept is None:
            raise forms.ValidationError(_("No company of this zone has this code."))
        return kept
