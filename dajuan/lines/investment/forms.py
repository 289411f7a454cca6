"""Forms: a new subject, and one form an entry type. Money is typed in 万元 and 万美元, as contracts say it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dajuan.core.companies.models import Company
from dajuan.core.records.forms import DayInput, RecordForm
from dajuan.core.records.quantities import ScaledField
from dajuan.core.rooms.forms import SubjectForm, subject_form
from dajuan.core.staff.models import Office, Post, User, Zone
from dajuan.lines.investment.models import (
    Aim,
    Arrival,
    ArrivalCheck,
    ArrivalReport,
    Cancellation,
    ChainLink,
    Contract,
    Departure,
    Framework,
    Fulfilment,
    Holding,
    Lead,
    Placement,
    Promise,
    PromotionEvent,
    Recognition,
    Rejection,
    Reversal,
    Step,
    Termination,
    Version,
    Visit,
    YearPlan,
)
from dajuan.lines.investment.models.arrivals import Proof
from dajuan.lines.investment.models.leads import LeadStage, Side
from dajuan.lines.investment.models.plans import Kind
from dajuan.lines.investment.models.words import Currency, Method

WAN = 1_000_000  # fen or cents in ten thousand
DM2_IN_3_MU = 200_000  # a 亩 is 2,000/3 m²
NO_NAMES = _("Never the name of a person.")
RATE_MISSING = _("Dollars need the rate of the day: both amounts are kept.")
_SEVERAL = _("Several have this name: give the code.")


class Wan(ScaledField):
    """Ten thousands of yuan or dollars, kept in fen or cents."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(scale=WAN, max_digits=18, **kwargs)


class Mu(forms.DecimalField):
    """亩, kept in square decimetres, half up; 3 亩 are 2,000 m²."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_digits=10, decimal_places=2, **kwargs)

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        return None if number is None else int(number * DM2_IN_3_MU / 3 + Decimal("0.5"))

    def prepare_value(self, value: Any) -> Any:
        """A stored integer as it is typed."""
        return (
            format((Decimal(value) * 3 / DM2_IN_3_MU).quantize(Decimal("0.01")), "f")
            if isinstance(value, int)
            else value
        )


class Choice(forms.ChoiceField):
    """One of several, none of them chosen beforehand."""

    def __init__(self, *, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices=[("", _("please choose")), *choices], **kwargs)


class Words(forms.CharField):
    """A few words, never a person's name."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", NO_NAMES)
        super().__init__(max_length=120, **kwargs)


class Found(forms.ModelChoiceField):  # type: ignore[type-arg]  # no argument at run time
    """One record of a register too long to choose from: found by its code or its whole name."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        """The one record that is meant, in the zone the field was narrowed to."""
        words = str(value or "").strip()
        if not words:
            return None
        rows = self.rows().filter(Q(code__iexact=words) | Q(name=words)).order_by("pk")[:2]
        if len(rows) != 1:
            raise ValidationError(_("Nothing of this code or name is entered.") if not rows else _SEVERAL)
        return rows[0]

    def prepare_value(self, value: Any) -> Any:
        """The code, or the name where it has none, of a key; what was typed stays as it is."""
        row: Any = self.rows().filter(pk=value).first() if isinstance(value, int) else value
        return (row.code or row.name) if hasattr(row, "pk") else value

    def rows(self) -> Any:
        """What it is looked for in."""
        return self.queryset


def in_zone(field: forms.Field, rows: Any, zone: Zone) -> None:
    """Let a field choose among the rows of one zone."""
    chosen = cast("forms.ModelChoiceField[Any]", field)
    chosen.queryset = rows.filter(zone=zone)


SERVES = (Post.Role.SPECIALIST, Post.Role.CLERK, Post.Role.CHIEF)
CHOSEN_FROM: dict[str, Any] = {  # asked anew by each form
    "specialist": User.objects.filter(is_active=True, posts__role__in=SERVES).distinct().order_by("name", "pk"),
    "event": PromotionEvent.objects.order_by("-planned_on", "-pk"),
}


class OwnForm(SubjectForm):
    """A subject whose fields choose among the zone's own companies, staff, leads, events and contracts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("investor", "referred_by", "specialist", "lead", "event", "contract", "feeds"):
            if name in self.fields:
                usual: Any = cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset
                in_zone(self.fields[name], CHOSEN_FROM.get(name, usual).all(), self.instance.zone)


def company_found(label: Any) -> Found:
    """A company by its code or whole name: there may be sixty thousand."""
    words = _("Credit code or whole name, as entered under companies.")
    return Found(Company.objects.standing(), label=label, required=False, help_text=words)


LeadForm = subject_form(
    Lead,
    "name",
    "code",
    "investor",
    "investor_name",
    "source",
    "referred_by",
    "method",
    "industry",
    "origin",
    "expected_fen",
    "specialist",
    "office",
    form=OwnForm,
)
LeadForm.base_fields["investor"] = company_found(_("Investor, if in the register of companies"))
LeadForm.base_fields["referred_by"] = company_found(_("Referred by"))
LeadForm.base_fields["expected_fen"] = Wan(label=_("Expected investment (10,000 yuan)"), required=False)
EventForm = subject_form(
    PromotionEvent, "name", "code", "place", "form", "level", "occasion", "planned_on", "office", form=OwnForm
)
ContractForm = subject_form(
    Contract,
    "name",
    "code",
    "lead",
    "event",
    "investor",
    "investor_name",
    "method",
    "industry",
    "origin",
    "specialist",
    "office",
    form=OwnForm,
)
ContractForm.base_fields["lead"] = Found(
    Lead.objects.unmerged(), label=_("Lead"), required=False, help_text=_("Its code or whole name.")
)
ContractForm.base_fields["investor"] = company_found(_("Investor, if in the register of companies"))
ArrivalForm = subject_form(Arrival, "contract", "code", "currency", "form", "origin", "office", form=OwnForm)
ArrivalForm.base_fields["contract"] = Found(
    Contract.objects.unmerged(), label=_("Contract"), help_text=_("Its number or whole name.")
)
LinkForm = subject_form(ChainLink, "name", "industry", "tier", "feeds", "office", form=OwnForm)
PlanForm = subject_form(YearPlan, "year", "office", form=OwnForm)


# Leads


class StepForm(RecordForm):
    to_stage = Choice(label=_("Stage reached"), choices=[(s.value, s.label) for s in LeadStage][1:-1])

    records = Step
    verb = "advance"
    day_label = _("Day it was reached")


class DropForm(RecordForm):
    because = Words(label=_("Why"))

    records = Step
    verb = "drop"
    title = _("Drop the lead")
    day_label = _("Dropped on")


class VisitForm(RecordForm):
    way = Choice(label=_("How"), choices=Visit.Way.choices)
    rank = Choice(label=_("Led by"), choices=Visit.Rank.choices)
    topic = Words(label=_("About what"), required=False)

    records = Visit
    verb = "visit"
    day_label = _("Day of the visit")


class PromiseForm(RecordForm):
    side = Choice(label=_("Promised by"), choices=Side.choices)
    what = Words(label=_("What was promised"))
    due_on = forms.DateField(label=_("Due on"), widget=DayInput())

    records = Promise
    verb = "promise"
    day_label = _("Promised on")


class FulfilmentForm(RecordForm):
    promise_key = forms.ChoiceField(label=_("Promise"))

    records = Fulfilment
    verb = "keep_promise"
    day_label = _("Kept on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = {self.initial["promise_key"]} if self.initial.get("promise_key") else set()  # corrected
        made = self.subject.promises.standing().filter(promise_key__in=kept) if kept else ()
        waiting = {one.promise_key: one for one in [*self.subject.open_promises(), *made]}
        choices = [(key, f"{one.what} ({one.due_on.isoformat()})") for key, one in waiting.items()]
        cast("forms.ChoiceField", self.fields["promise_key"]).choices = choices


# Events


class HoldingForm(RecordForm):
    guests = forms.IntegerField(label=_("Companies that came"), min_value=0, max_value=100_000, initial=0)

    records = Holding
    verb = "hold"
    day_label = _("Held on")


class CancellationForm(RecordForm):
    records = Cancellation
    verb = "cancel"
    day_label = _("Cancelled on")


# Contracts


class FrameworkForm(RecordForm):
    total_fen = Wan(label=_("Intended investment (10,000 yuan)"))

    records = Framework
    verb = "agree"
    day_label = _("Signed on")


CARRIED_ON = ("total_fen", "domestic_fen", "foreign_cents", "rate_x10000", "land_dm2", "start_by", "terms")


class VersionForm(RecordForm):
    """The formal contract, or, once it stands, an amendment: then the reason is asked, and no dossier."""

    total_fen = Wan(label=_("Total investment (10,000 yuan)"))
    domestic_fen = Wan(label=_("Domestic part of this investor (10,000 yuan)"), required=False)
    foreign_cents = Wan(label=_("Foreign part of this investor (10,000 dollars)"), required=False)
    rate_x10000 = ScaledField(label=_("Yuan for a dollar, by the contract"), scale=10_000, required=False)
    land_dm2 = Mu(label=_("Land (mu)"), required=False)
    start_by = forms.DateField(label=_("To start by"), required=False, widget=DayInput())
    terms = forms.CharField(label=_("Main terms"), required=False, max_length=200, help_text=NO_NAMES)
    dossier_number = forms.CharField(
        label=_("Number of the dossier"),
        required=False,
        max_length=40,
        help_text=_("Under it key projects take the project up; a number nobody has opens a new dossier."),
    )
    because = Words(label=_("Why the total changes"), required=False)
    exception = Words(
        label=_("Named exception"),
        required=False,
        help_text=_("Only where a part is more than the whole: which rule or paper allows it."),
    )

    records = Version
    verb = "sign"
    title = _("Formal contract or amendment")
    day_label = _("Signed on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        version = self.subject.in_force
        del self.fields["dossier_number" if version and self.subject.dossier_id else "because"]
        for name in self.fields if version else ():  # an amendment begins from what is in force
            self.fields[name].initial = (getattr(version, name) or None) if name in CARRIED_ON else None


class TerminationForm(RecordForm):
    because = Words(label=_("Why"))
    document = forms.CharField(label=_("Number of the document"), required=False, max_length=120)

    records = Termination
    verb = "terminate"
    title = _("Terminate the contract")
    day_label = _("Ended on")


# Arrivals


class AmountForm(RecordForm):
    """Asks for the amount in the arrival's currency; of yuan no rate."""

    amount = ScaledField(label=_("Amount (yuan)"), scale=100, max_digits=18)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.subject.currency == Currency.USD:
            self.fields["amount"].label = _("Amount (dollars)")


class ReportForm(AmountForm):
    rate_x10000 = ScaledField(
        label=_("Yuan for a dollar that day"), scale=10_000, error_messages={"required": RATE_MISSING}
    )
    rate_source = forms.CharField(label=_("Source of the rate"), max_length=80)

    records = ArrivalReport
    verb = "report"
    day_label = _("Day the money arrived")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.subject.currency != Currency.USD:
            del self.fields["rate_x10000"], self.fields["rate_source"]


class CheckForm(RecordForm):
    proof = Choice(label=_("Proved by"), choices=Proof.choices)
    paper = forms.CharField(label=_("Number of the paper"), max_length=120)

    records = ArrivalCheck
    verb = "verify"
    day_label = _("Checked on")


class RecognitionForm(AmountForm):
    exception = Words(
        label=_("Named exception"),
        required=False,
        help_text=_("Only where more arrives than was contracted: which rule or paper allows it."),
    )

    records = Recognition
    verb = "recognise"
    title = _("Recognise the arrival")
    day_label = _("Recognised on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        report = self.subject.reports.standing().first()
        self.fields["amount"].initial = report.amount if report else None


class RejectionForm(RecordForm):
    because = Words(label=_("Why"))

    records = Rejection
    verb = "reject"
    title = _("Reject the arrival")
    day_label = _("Rejected on")


class ReversalForm(AmountForm):
    because = Words(label=_("Why"))

    records = Reversal
    verb = "reverse"
    title = _("Reverse the arrival")
    day_label = _("Reversed on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].initial = self.subject.left() or None


# Chain and plans


class PlacementForm(RecordForm):
    company = Found(
        Company.objects.none(),
        label=_("Company"),
        help_text=_("Credit code or whole name, as entered under companies."),
    )
    leads = forms.BooleanField(label=_("Head of the chain"), required=False)

    records = Placement
    verb = "place"
    reviewed = False  # a picture for those who look for investors
    day_label = _("Stands here since")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_zone(self.fields["company"], Company.objects.standing(), self.subject.zone)


class DepartureForm(RecordForm):
    company = forms.ModelChoiceField(Company.objects.none(), label=_("Company"), empty_label=_("please choose"))

    records = Departure
    verb = "leave"
    reviewed = False
    day_label = _("Left on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stands = [one.company_id for one in self.subject.companies()]
        in_zone(self.fields["company"], Company.objects.filter(pk__in=stands), self.subject.zone)


class AimForm(RecordForm):
    kind = Choice(label=_("What is to be brought"), choices=Kind.choices)
    amount = Wan(label=_("Target (10,000 yuan; of foreign capital 10,000 dollars)"))
    office_aimed = forms.ModelChoiceField(
        Office.objects.none(), label=_("Office that is to bring it"), required=False, empty_label=_("all")
    )
    person = forms.ModelChoiceField(
        User.objects.none(), label=_("Specialist who is to bring it"), required=False, empty_label=_("all")
    )
    month = forms.TypedChoiceField(
        label=_("Month"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("the whole year")), *((month, str(month)) for month in range(1, 13))],
    )
    method = forms.ChoiceField(label=_("method"), required=False, choices=[("", _("all")), *Method.choices])
    version = forms.CharField(label=_("Version of the plan"), max_length=60)
    document = forms.CharField(label=_("Number of the document"), required=False, max_length=160)

    records = Aim
    verb = "aim"
    title = _("Set a target")
    day_label = _("Decided on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_zone(self.fields["office_aimed"], Office.objects.all(), self.subject.zone)
        in_zone(self.fields["person"], User.objects.all(), self.subject.zone)
