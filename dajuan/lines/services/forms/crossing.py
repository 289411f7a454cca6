"""Forms of what goes from place to place: a case handed over, a sheet brought in."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.staff.models import User
from dajuan.lines.services.models import Case, Partner
from dajuan.lines.services.models.case_entries import BEFORE_ACCEPTANCE


class HandOverForm(forms.Form):
    """A case received here goes to the partner who decides it."""

    number = forms.CharField(label=_("Number of the case"), max_length=60)
    partner = forms.ModelChoiceField(
        Partner.objects.none(),
        label=pgettext_lazy("handled anywhere", "To which place"),
        empty_label=_("please choose"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = Case.objects.visible_to(user).filter(system="", stage__in=BEFORE_ACCEPTANCE)
        partner = cast("forms.ModelChoiceField[Any]", self.fields["partner"])
        partner.queryset = Partner.objects.filter(partnership__zone=user.zone_id).select_related("partnership")
        partner.label_from_instance = lambda obj: f"{obj.partnership} · {obj}"  # type: ignore[method-assign]  # as Django documents it

    def clean_number(self) -> Case:
        """The case, one that has not been accepted."""
        case: Case | None = self.cases.filter(number=self.cleaned_data["number"].strip()).first()
        if case is None:
            raise forms.ValidationError(_("No case of this number waits for acceptance here."))
        return case


class SheetForm(forms.Form):
    """A sheet that somebody carried here."""

    file = forms.FileField(label=_("Sheet (JSON)"), widget=forms.FileInput(attrs={"accept": ".json,application/json"}))
