"""Forms of policies with their conditions, of applications for money and titles, and of tax refunds."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.companies.models import Company, Size
from dajuan.core.records.forms import DayInput, RecordForm
from dajuan.core.records.models import Refused
from dajuan.core.records.quantities import ScaledField
from dajuan.core.rooms.forms import SubjectForm, subject_form
from dajuan.lines.services.models import (
    Condition,
    PolicyApplication,
    PolicyApplied,
    PolicyApproved,
    PolicyEnded,
    PolicyIssued,
    PolicyItem,
    PolicyNotice,
    PolicyPaid,
    PolicyRecommended,
    PolicyRefused,
    Refund,
    RefundAccepted,
    RefundPaid,
    RefundStopped,
    TitleApplication,
    TitleApplied,
    TitleGranted,
    TitleRefused,
)
from dajuan.lines.services.models.conditions import About, Title, checked_industries

WAN = 1_000_000  # fen in ten thousand yuan
NO_NAMES = _("Never the name of a person.")
SAME_NAME = _("Several have this name: give the code.")


class Yuan(ScaledField):
    """Money typed in yuan and kept in fen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(scale=100, max_digits=18, **kwargs)


class Because(forms.CharField):
    """A reason in a few words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=pgettext_lazy("enterprise", "Why"), max_length=160, help_text=NO_NAMES, **kwargs)


class Paper(forms.CharField):
    """The number of the document that says so."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=pgettext_lazy("enterprise", "Number of the document"), max_length=160, **kwargs)


class InstantInput(forms.DateTimeInput):
    """A day and a time chosen from the browser's own calendar."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class Instant(forms.DateTimeField):
    """A day and a time by the zone's clock."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=InstantInput(), **kwargs)


class Enterprise(forms.ModelChoiceField):  # type: ignore[type-arg]  # no argument at run time
    """One of the zone's enterprises, by its credit code or its whole name: there may be sixty thousand."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        words = _("Credit code or whole name, as entered under companies.")
        super().__init__(Company.objects.standing(), label=_("Enterprise"), help_text=words, **kwargs)

    def to_python(self, value: Any) -> Any:
        """The one that is meant."""
        words = str(value or "").strip()
        if not words:
            return None
        found = list(cast("Any", self.queryset).filter(Q(code__iexact=words) | Q(name=words)).order_by("pk")[:2])
        if len(found) != 1:
            raise ValidationError(SAME_NAME if found else _("No enterprise of this code or name is entered."))
        return found[0]

    def prepare_value(self, value: Any) -> Any:
        """The code of a key; what was typed stays as it is."""
        row = cast("Any", self.queryset).filter(pk=value).first() if isinstance(value, int) else value
        return row.code if isinstance(row, Company) else value


class EnterpriseForm(SubjectForm):
    """An application of one enterprise of the zone, for a policy of the zone where it is one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.instance.zone_id
        cast("Any", self.fields["company"]).queryset = Company.objects.filter(zone=zone).standing()
        if "policy" in self.fields:
            in_force = PolicyItem.objects.filter(zone=zone, stage=PolicyItem.Stage.IN_FORCE).order_by("name")
            cast("Any", self.fields["policy"]).queryset = in_force


PolicyApplicationForm = subject_form(
    PolicyApplication, "code", "policy", "company", "helped", "office", form=EnterpriseForm
)
TitleApplicationForm = subject_form(
    TitleApplication, "code", "title", "level", "company", "helped", "office", form=EnterpriseForm
)
RefundForm = subject_form(Refund, "code", "company", "tax", "landmark", "office", form=EnterpriseForm)
for _form in (PolicyApplicationForm, TitleApplicationForm, RefundForm):
    _form.base_fields["company"] = Enterprise()


# Policies and their conditions


class OwnPolicyForm(SubjectForm):
    """A policy and its conditions: what is left empty is no condition."""

    sizes = forms.MultipleChoiceField(
        label=_("Only enterprises of these sizes"),
        choices=Size.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    industries = forms.CharField(
        label=_("Only these industries"),
        required=False,
        max_length=200,
        help_text=_("Codes of GB/T 4754 with commas between: C, C36, 3611."),
    )
    divisions = forms.CharField(
        label=_("Only registered in these divisions"),
        required=False,
        max_length=200,
        help_text=_("Division codes or their beginnings, with commas between: 610112."),
    )
    age_least = forms.IntegerField(label=_("At least so many months old"), required=False, min_value=0, max_value=1200)
    age_most = forms.IntegerField(label=_("At most so many months old"), required=False, min_value=0, max_value=1200)
    titles = forms.MultipleChoiceField(
        label=_("Only holders of one of these titles"),
        choices=Title.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other = forms.CharField(
        label=_("Further condition, judged by hand"), required=False, max_length=200, help_text=NO_NAMES
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = {one.about: one for one in self.instance.conditions.all()} if self.instance.pk else {}
        for name, about in ASKED.items():
            if about in stored:
                values = stored[about].values
                self.fields[name].initial = values if name in ("sizes", "titles") else ", ".join(map(str, values))
        if About.OTHER in stored:
            self.fields["other"].initial = stored[About.OTHER].note

    def clean_industries(self) -> list[str]:
        """The codes one by one."""
        try:
            return checked_industries(_separate(self.cleaned_data["industries"]))
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean_divisions(self) -> list[str]:
        """The codes one by one."""
        codes = _separate(self.cleaned_data["divisions"])
        if not all(code.isdigit() and len(code) <= 6 for code in codes):
            raise ValidationError(_("A division code has up to six digits."))
        return codes

    def clean(self) -> dict[str, Any]:
        """The times fit one another."""
        content = super().clean() or {}
        least, most = content.get("age_least"), content.get("age_most")
        if least is not None and most is not None and least > most:
            self.add_error("age_most", _("No enterprise is that old and that young."))
        first, last = content.get("open_from"), content.get("open_to")
        if first and last and last < first:
            self.add_error("open_to", _("It ends before it begins."))
        return content

    def save(self, commit: bool = True) -> Any:
        """The policy, and its conditions anew: they serve finding and are counted nowhere."""
        policy = super().save(commit)
        content = self.cleaned_data
        rows = [(about, _as_list(content[name])) for name, about in ASKED.items()]
        policy.conditions.all().delete()
        made = [Condition(policy=policy, about=about, values=values) for about, values in rows if values]
        if content["other"]:
            made.append(Condition(policy=policy, about=About.OTHER, note=content["other"]))
        Condition.objects.bulk_create(made)
        return policy


ASKED = {
    "sizes": About.SIZE,
    "industries": About.INDUSTRY,
    "divisions": About.REGISTERED,
    "age_least": About.AGE_LEAST,
    "age_most": About.AGE_MOST,
    "titles": About.TITLE,
}


def _separate(words: str) -> list[str]:
    """What stands between commas, Chinese ones too."""
    for comma in ",，、;；":
        words = words.replace(comma, " ")
    return list(dict.fromkeys(words.upper().split()))


def _as_list(value: Any) -> list[Any]:
    if value in (None, "", []):
        return []
    return value if isinstance(value, list) else [value]


PolicyForm = subject_form(
    PolicyItem,
    "code",
    "name",
    "name_en",
    "kind",
    "level",
    "way",
    "basis",
    "said",
    "most_fen",
    "open_from",
    "open_to",
    "notice_days",
    "office",
    form=OwnPolicyForm,
)
PolicyForm.base_fields["most_fen"] = ScaledField(
    label=_("Most for one enterprise (10,000 yuan)"), scale=WAN, max_digits=18, required=False
)


class PolicyIssuedForm(RecordForm):
    document = Paper()

    records = PolicyIssued
    verb = "issue"
    day_label = _("In force from")


class PolicyEndedForm(RecordForm):
    because = Because()

    records = PolicyEnded
    verb = "end"
    day_label = _("Ended on")


# Applications for money


class PolicyAppliedForm(RecordForm):
    asked_fen = Yuan(label=_("Amount asked for (yuan)"))

    records = PolicyApplied
    verb = "apply"
    day_label = _("Handed in on")


class PolicyRecommendedForm(RecordForm):
    document = Paper(required=False)

    records = PolicyRecommended
    verb = "recommend"
    day_label = _("Passed on on")


class PolicyRefusedForm(RecordForm):
    because = Because()

    records = PolicyRefused
    verb = "refuse"
    day_label = _("Refused on")


class PolicyApprovedForm(RecordForm):
    granted_fen = Yuan(label=_("Amount granted (yuan)"))
    document = Paper()

    records = PolicyApproved
    verb = "approve"
    day_label = _("Approved on")


class PolicyNoticeForm(RecordForm):
    ends_on = forms.DateField(label=_("Stands until"), widget=DayInput())
    place = forms.CharField(label=_("Where it is shown"), max_length=120)

    records = PolicyNotice
    verb = "announce"
    day_label = _("Shown from")


class PolicyPaidForm(RecordForm):
    paid_fen = Yuan(label=_("Amount paid (yuan)"))

    records = PolicyPaid
    verb = "pay"
    day_label = _("Paid on")


# Titles


class TitleAppliedForm(RecordForm):
    records = TitleApplied
    verb = "apply"
    day_label = _("Handed in on")


class TitleGrantedForm(RecordForm):
    document = Paper()
    valid_to = forms.DateField(label=_("Held until"), widget=DayInput(), required=False)

    records = TitleGranted
    verb = "grant"
    day_label = _("Granted on")


class TitleRefusedForm(RecordForm):
    because = Because()

    records = TitleRefused
    verb = "refuse"
    day_label = _("Refused on")


# Tax refunds: instants, for the report speaks of hours


class RefundAcceptedForm(RecordForm):
    happened_on = None  # type: ignore[assignment]  # the instant says the day
    accepted_at = Instant(label=_("Accepted at"))
    asked_fen = Yuan(label=_("Amount asked for (yuan)"))

    records = RefundAccepted
    verb = "accept"


class RefundStoppedForm(RecordForm):
    happened_on = None  # type: ignore[assignment]  # the instant says the day
    from_at = Instant(label=_("Stopped from"))
    to_at = Instant(label=_("Stopped until"))
    because = Because()

    records = RefundStopped
    verb = "stop"


class RefundPaidForm(RecordForm):
    happened_on = None  # type: ignore[assignment]  # the instant says the day
    paid_at = Instant(label=_("Payment order at"))
    paid_fen = Yuan(label=_("Amount paid (yuan)"))

    records = RefundPaid
    verb = "pay"
