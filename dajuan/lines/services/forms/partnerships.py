"""Forms of partnerships: one begun, a partner let in, matters opened to partners, openings withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import act
from dajuan.core.records.forms import DayInput
from dajuan.core.records.models import Refused
from dajuan.core.staff.models import User, Zone
from dajuan.lines.services.models import HowOpened, Matter, MatterOpened, Partner, Partnership

MOST_MATTERS = 300  # opened at once


class PartnershipForm(forms.ModelForm):  # type: ignore[type-arg]  # ModelForm takes no argument at run time
    """A partnership begins, or has another name."""

    class Meta:
        model = Partnership
        fields: ClassVar[list[str]] = ["name", "across_provinces"]

    def clean_name(self) -> str:
        """A name that no other partnership of the zone has."""
        name: str = self.cleaned_data["name"].strip()
        if Partnership.objects.filter(zone=self.instance.zone_id, name=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("A partnership of this name is there already."))
        return name


class PartnerForm(forms.ModelForm):  # type: ignore[type-arg]  # ModelForm takes no argument at run time
    """A zone or city is let into a partnership."""

    class Meta:
        model = Partner
        fields: ClassVar[list[str]] = ["name", "code", "here"]
        help_texts: ClassVar[dict[str, Any]] = {
            "code": _("By it sheets of cases name the place; both sides use the same."),
            "here": _("Where it is on this installation its sheets arrive at once; else they go as files."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = cast("forms.ModelChoiceField[Any]", self.fields["here"])
        here.queryset = Zone.objects.exclude(pk=self.instance.partnership.zone_id).order_by("name")
        here.empty_label = str(_("none: another installation"))

    def clean_code(self) -> str:
        """A code that no other partner of the partnership has."""
        code: str = self.cleaned_data["code"].strip()
        others = Partner.objects.filter(partnership=self.instance.partnership_id, code=code)
        if others.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("A partner of this code is there already."))
        return code


class OpeningForm(forms.Form):
    """Matters are opened to partners, many at once."""

    matters = forms.CharField(
        label=_("Matters to open"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line, by code or whole name."),
    )
    partners = forms.ModelMultipleChoiceField(
        Partner.objects.none(), label=_("To these partners"), widget=forms.CheckboxSelectMultiple
    )
    how = forms.ChoiceField(label=_("How it is handled"), choices=HowOpened.choices)
    happened_on = forms.DateField(label=_("Day it went live there"), widget=DayInput())

    def __init__(self, *args: Any, partnership: Partnership, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        partners = cast("forms.ModelMultipleChoiceField[Any]", self.fields["partners"])
        partners.queryset = partnership.partners.order_by("pk")

    def clean_matters(self) -> list[Matter]:
        """The matters that are meant, each once; every line that means none or several is named."""
        said = list(dict.fromkeys(line.strip() for line in self.cleaned_data["matters"].splitlines() if line.strip()))
        if len(said) > MOST_MATTERS:
            raise ValidationError(_("At most %(most)s matters are opened at once.") % {"most": MOST_MATTERS})
        matters, unclear = matters_called(self.user, said)
        if unclear:
            raise ValidationError(
                [_("“%(said)s” is no code of a matter, nor the name of one alone.") % {"said": one} for one in unclear]
            )
        foreign = [matter for matter in matters if not self.user.has_perm("services.review", matter)]
        if foreign:
            raise ValidationError([_("“%(name)s” is of another office.") % {"name": one} for one in foreign])
        return matters

    def keep(self) -> int:
        """Open each to each partner, all or nothing; those that are open there are passed over. Gives how many opened.

        An act a partner: whether all partners are live is asked of what stands.
        """
        found = self.cleaned_data
        opened = 0
        with transaction.atomic():
            for partner in found["partners"]:
                open_there = set(
                    MatterOpened.objects.standing().filter(partner=partner).values_list("matter", flat=True)
                )
                with act(by=self.user, office=self.user.office) as a:
                    for matter in found["matters"]:
                        if matter.pk not in open_there:
                            self._open(a, matter, partner)
                            opened += 1
        return opened

    def _open(self, a: Any, matter: Matter, partner: Partner) -> None:
        try:
            matter.open_to(
                a, happened_on=self.cleaned_data["happened_on"], partner=partner, how=self.cleaned_data["how"]
            )
        except Refused as refusal:
            words = {"matter": matter, "why": refusal}
            raise Refused(_("%(matter)s: %(why)s") % words, field="matters") from refusal


def matters_called(user: User, said: Iterable[str]) -> tuple[list[Matter], list[str]]:
    """The matters of codes or whole names, in order, and what means none or several. Two queries."""
    wanted = list(said)
    rows = Matter.objects.visible_to(user).select_related("office")
    by_code = {row.code: row for row in rows.filter(code__in=wanted)}
    by_name: dict[str, list[Matter]] = {}
    for row in rows.filter(name__in=[one for one in wanted if one not in by_code]):
        by_name.setdefault(row.name, []).append(row)
    found = [by_code[one] if one in by_code else by_name[one][0] for one in wanted if _is_clear(one, by_code, by_name)]
    return list(dict.fromkeys(found)), [one for one in wanted if not _is_clear(one, by_code, by_name)]


def _is_clear(said: str, by_code: dict[str, Matter], by_name: dict[str, list[Matter]]) -> bool:
    return said in by_code or len(by_name.get(said, ())) == 1


class ClosingForm(forms.Form):
    """Openings to one partner are withdrawn, with a reason that stays beside them."""

    openings = forms.ModelMultipleChoiceField(
        MatterOpened._default_manager.none(),
        label=pgettext_lazy("handled anywhere", "Matters no longer open there"),
        error_messages={"required": _("Tick the matters that are no longer open there.")},
    )
    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=200)

    def __init__(self, *args: Any, partner: Partner, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        openings = cast("forms.ModelMultipleChoiceField[Any]", self.fields["openings"])
        openings.queryset = MatterOpened._default_manager.standing().filter(partner=partner)

    def keep(self) -> int:
        """Withdraw them; what says that all partners are live falls with them. Gives how many were ticked."""
        with act(by=self.user, office=self.user.office) as a:
            for opening in self.cleaned_data["openings"]:
                a.withdraw(opening, reason=self.cleaned_data["reason"])
        return len(self.cleaned_data["openings"])
