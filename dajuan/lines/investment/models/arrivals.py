"""Capital arrivals (资金到位): reported, checked, recognised or rejected; a reversal is an entry of its own.

The day that counts is the day the money arrived, once it is recognised (domain.md 0.3, 2.2); a reversal counts on its
own day, so that what was said of the month before stays. Yuan and dollars are columns apart.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, one_standing
from dajuan.core.records.quantities import read
from dajuan.core.records.remembering import latest
from dajuan.core.records.resting import Rests
from dajuan.core.rooms.subjects import RoomQuerySet, RoomSubject, refuse_before, refuse_twice
from dajuan.lines.investment.models.contracts import Contract
from dajuan.lines.investment.models.counted import Verdict, rules_on
from dajuan.lines.investment.models.events import PromotionEvent
from dajuan.lines.investment.models.money import Money, money, short_dollars, short_yuan
from dajuan.lines.investment.models.subjects import WonEntry
from dajuan.lines.investment.models.words import CapitalForm, Currency, Origin
from dajuan.values.lights import Light, by_deadline

E = TypeVar("E", bound=Entry)


class ArrivalStage(models.TextChoices):
    NEW = "new", pgettext_lazy("arrival", "not yet reported")
    REPORTED = "reported", _("reported")
    CHECKED = "checked", pgettext_lazy("arrival", "checked")
    REJECTED = "rejected", pgettext_lazy("investment", "rejected")
    RECOGNISED = "recognised", _("recognised")
    REVERSED = "reversed", _("reversed")


class Proof(models.TextChoices):
    """The paper by which an arrival is checked (domain.md 2.2, S19)."""

    SLIP = "slip", _("bank slip")
    CAPITAL = "capital", _("capital verification report")
    INVOICES = "invoices", _("list of equipment invoices")
    APPRAISAL = "appraisal", _("contract and appraisal")
    EXCHANGE = "exchange", _("foreign exchange entry")


class ArrivalQuerySet(RoomQuerySet):  # type: ignore[override]  # the stubs give each queryset an as_manager of its own
    def to_be_checked(self) -> Self:
        """Those that wait for somebody: reported or checked, longest waiting first."""
        return self.filter(stage__in=(ArrivalStage.REPORTED, ArrivalStage.CHECKED)).order_by("arrived_on", "pk")

    def for_lists(self) -> Self:
        return super().for_lists().select_related("contract")


class Arrival(RoomSubject):
    """One arrival of capital under a contract. Amounts stand on its entries; here they are repeated for lists."""

    Stage = ArrivalStage

    code = models.CharField(_("number of the voucher"), max_length=60)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="arrivals", verbose_name=_("contract"))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.CNY)
    form = models.CharField(_("form of capital"), max_length=12, choices=CapitalForm.choices)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices)
    stage = models.CharField(
        _("stage"), max_length=12, choices=ArrivalStage.choices, default=ArrivalStage.NEW, editable=False
    )
    arrived_on = models.DateField(_("arrived on"), null=True, editable=False)
    amount = models.BigIntegerField(_("amount"), null=True, editable=False)

    page = "arrivals"
    narrowed_by = ("stage", "currency", "form", "origin", "office")
    searched = ("code", "contract__name", "contract__code")
    copied = ("office", "contract", "currency", "form", "origin")
    milestones = (
        (ArrivalStage.REPORTED, "reports"),
        (ArrivalStage.CHECKED, "checks"),
        (ArrivalStage.REJECTED, "rejections"),
        (ArrivalStage.RECOGNISED, "recognitions"),
        (ArrivalStage.REVERSED, "reversals"),
    )
    rests = (
        Rests("checks", on="reports"),
        Rests("rejections", on="reports"),
        Rests("recognitions", on="checks"),
        Rests("reversals", on="recognitions"),
    )
    open_stages: ClassVar[tuple[str, ...]] = (ArrivalStage.NEW, ArrivalStage.REPORTED, ArrivalStage.CHECKED)

    objects: ClassVar[Any] = ArrivalQuerySet.as_manager()

    class Meta:
        verbose_name = _("arrival of capital")
        verbose_name_plural = _("arrivals of capital")
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "contract", "code"],
                name="one_arrival_per_voucher",
                violation_error_message=_("This voucher of the contract is known already."),
            )
        ]
        indexes = [
            models.Index(fields=["zone", "id"], name="investment_arrival_list"),
            models.Index(fields=["zone", "stage", "arrived_on"], name="investment_arrival_due"),
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.code}"

    @classmethod
    def remembered(cls) -> dict[str, Any]:
        """The amount recognised, else the amount reported, in fen or cents."""
        found = Coalesce(latest(Recognition, "amount"), latest(ArrivalReport, "amount"))
        return super().remembered() | {"arrived_on": latest(ArrivalReport), "amount": found}

    def goes_through(self, stage: str) -> bool:
        """Rejected and reversed are shown where they were."""
        usual = {ArrivalStage.REPORTED, ArrivalStage.CHECKED, ArrivalStage.RECOGNISED}
        return stage in usual or bool(getattr(self, dict(self.milestones)[ArrivalStage(stage)]).standing().exists())

    @property
    def verbs(self) -> tuple[str, ...]:
        return {
            ArrivalStage.NEW: ("report",),
            ArrivalStage.REPORTED: ("verify", "reject"),
            ArrivalStage.CHECKED: ("recognise", "reject"),
            ArrivalStage.REJECTED: (),
            ArrivalStage.RECOGNISED: ("reverse",),
            ArrivalStage.REVERSED: ("reverse",) if self.left() else (),
        }[ArrivalStage(self.stage)]

    @property
    def amount_said(self) -> str:
        """The amount of lists, in its currency."""
        return "" if self.amount is None else self._said(self.amount)

    @property
    def left_said(self) -> str:
        """What is left of it, in its currency."""
        return self._said(self.left())

    def _said(self, amount: int) -> str:
        return short_dollars(amount) if self.currency == Currency.USD else short_yuan(amount)

    @property
    def recognition(self) -> Recognition | None:
        return self.recognitions.standing().first()

    def left(self) -> int:
        """What is recognised and not reversed, in fen or cents."""
        return _sum(self.recognitions) - _sum(self.reversals)

    def warnings(self) -> list[str]:
        """Recognised less than was reported, and why a report leaves it out."""
        recognition = self.recognition
        if recognition is None:
            return []
        report = self.reports.standing().first()
        if report and recognition.amount < report.amount:
            return [str(_("Less is recognised than was reported: only the recognised amount counts."))]
        return []

    def report(
        self, act: Act, *, happened_on: date, amount: int, rate_x10000: int | None = None, rate_source: str = ""
    ) -> ArrivalReport:
        """Money arrived on this day, as the company or the specialist reports it. Nothing of it counts yet."""
        act.lock(self.contract, self)
        refuse_twice(act, self.reports, _("This arrival has already been reported."))
        self._refuse_outside_the_contract(act, happened_on)
        paid = money(self.currency, amount, rate_x10000, rate_source)
        return act.enter(self._entry(ArrivalReport, happened_on, paid))

    def verify(self, act: Act, *, happened_on: date, proof: str, paper: str) -> ArrivalCheck:
        """Somebody compared the report with its papers."""
        act.lock(self)
        refuse_twice(act, self.rejections, _("This arrival was rejected."))
        refuse_twice(act, self.checks, _("This arrival has already been checked."))
        refuse_before(act, self.reports, happened_on, _("There is nothing to check before it was reported."))
        if not paper.strip():
            raise Refused(_("Give the number of the paper that proves it."), field="paper")
        entry = self._entry(ArrivalCheck, happened_on, self._reported(act), proof=proof, paper=paper.strip())
        return act.enter(entry)

    def recognise(self, act: Act, *, happened_on: date, amount: int | None = None, exception: str = "") -> Recognition:
        """It counts, for the day it arrived, with the amount recognised; at most what was reported.

        The contract is never exceeded, unless the exception is named. Which report counts it, the rules of the day say.
        """
        act.lock(self.contract, self)
        refuse_twice(act, self.rejections, _("This arrival was rejected."))
        refuse_twice(act, self.recognitions, _("This arrival has already been recognised."))
        refuse_before(act, self.checks, happened_on, _("An arrival is checked before it is recognised."))
        reported = act.standing(self.reports).get()
        counted = money(
            self.currency, reported.amount if amount is None else amount, reported.rate_x10000, reported.rate_source
        )
        if counted.amount > reported.amount:
            raise Refused(_("More than was reported cannot be recognised."), field="amount")
        self._refuse_beyond_the_contract(act, counted, exception)
        rules = rules_on(reported.happened_on)
        verdicts = rules.verdicts(origin=self.origin, form=self.form, industry=self.contract.industry, amount=counted)
        facts = {"arrived_on": reported.happened_on, "rules": rules.edition, "exception": exception.strip(), **verdicts}
        return act.enter(self._entry(Recognition, happened_on, counted, **facts))

    def reject(self, act: Act, *, happened_on: date, because: str) -> Rejection:
        """It does not count."""
        act.lock(self)
        refuse_twice(act, self.rejections, _("This arrival was rejected."))
        refuse_twice(act, self.recognitions, _("This arrival has already been recognised."))
        refuse_before(act, self.reports, happened_on, _("There is nothing to reject before it was reported."))
        return act.enter(self._entry(Rejection, happened_on, self._reported(act), because=because.strip()))

    def reverse(self, act: Act, *, happened_on: date, because: str, amount: int | None = None) -> Reversal:
        """Recognised money went back, wholly or in part. It is taken off on this day; what was said before stays."""
        act.lock(self.contract, self)
        refuse_before(act, self.recognitions, happened_on, _("Only a recognised arrival is reversed."))
        refuse_twice(
            act, self.reversals.filter(happened_on=happened_on), _("The reversal of this day is recorded already.")
        )
        recognition = act.standing(self.recognitions).get()
        left = recognition.amount - _sum(act.standing(self.reversals), all_of_it=True)
        gone = money(
            self.currency, left if amount is None else amount, recognition.rate_x10000, recognition.rate_source
        )
        if gone.amount > left:
            raise Refused(_("More than is left of it cannot be reversed."), field="amount")
        reports = {name: getattr(recognition, name) for name in ("outside_city", "outside_province", "abroad")}
        facts = {
            "because": because.strip(),
            "arrived_on": recognition.arrived_on,
            "rules": recognition.rules,
            **reports,
        }
        return act.enter(self._entry(Reversal, happened_on, gone, **facts))

    def _refuse_outside_the_contract(self, act: Act, day: date) -> None:
        refuse_before(
            act, self.contract.versions, day, _("Money under a contract cannot arrive before the contract was signed.")
        )
        ended = act.standing(self.contract.terminations).filter(happened_on__lt=day).first()
        if ended:
            words = _("The contract was terminated on %(day)s.") % {"day": ended.happened_on.isoformat()}
            raise Refused(words, field="happened_on")

    def _refuse_beyond_the_contract(self, act: Act, counted: Money, exception: str) -> None:
        version = act.standing(self.contract.versions).order_by("-version").first()
        if version is None or exception.strip():
            return
        usual = counted.amount if self.currency == Currency.CNY else counted.equivalent_fen
        if self.currency == Currency.USD and version.rate_x10000:
            usual = Money(Currency.USD, counted.amount, version.rate_x10000).equivalent_fen
        if self.contract.arrived(act) + usual > version.contracted_fen:
            words = _("With it more arrives than the %(part)s this version contracts: name the exception.")
            raise Refused(words % {"part": read("_fen", version.contracted_fen)}, field="exception")

    def _reported(self, act: Act) -> Money:
        report = act.standing(self.reports).get()
        return Money(self.currency, report.amount, report.rate_x10000, report.rate_source)

    def _entry(self, entry: type[E], day: date, paid: Money, **facts: Any) -> E:
        """An entry with its amount in either column, and what the contract is that day."""
        contract = self.contract
        won = {name: getattr(contract, name) for name in ("specialist", "method", "industry", "event")}
        amounts = {
            "amount": paid.amount,
            "amount_fen": paid.fen,
            "amount_cents": paid.cents,
            "rate_x10000": paid.rate_x10000,
            "rate_source": paid.rate_source,
            "equivalent_fen": paid.equivalent_fen,
        }
        return self.entry(entry, happened_on=day, **won, **amounts, **facts)


def _sum(entries: Any, *, all_of_it: bool = False) -> int:
    rows = entries if all_of_it else entries.standing()
    return rows.aggregate(found=Sum("amount"))["found"] or 0


class ArrivalEntry(WonEntry):
    """An entry about an arrival, with its amount in the column of its currency and the yuan it came to that day."""

    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    form = models.CharField(_("form of capital"), max_length=12, choices=CapitalForm.choices)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices)
    event = models.ForeignKey(
        PromotionEvent,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("investment", "signed at"),
    )
    amount = models.BigIntegerField(_("amount"), help_text="fen or cents, by the currency")
    amount_fen = models.BigIntegerField(_("amount in yuan"))
    amount_cents = models.BigIntegerField(_("amount in dollars"))
    rate_x10000 = models.PositiveIntegerField(_("yuan for a dollar"), default=0)
    rate_source = models.CharField(_("source of the rate"), max_length=80, blank=True)
    equivalent_fen = models.BigIntegerField(_("in yuan that day"))

    subject_field = "arrival"
    facts: ClassVar[tuple[str, ...]] = ("amount_fen", "amount_cents", "rate_x10000", "rate_source", "form", "origin")

    class Meta(WonEntry.Meta):
        abstract = True


def _dollars_have_a_rate(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(amount_cents=0) | Q(rate_x10000__gt=0, rate_source__gt=""), name=f"{name}_dollars_have_a_rate"
    )


def _one_currency(name: str) -> models.CheckConstraint:
    yuan, usd = Q(amount_cents=0, amount_fen=F("amount")), Q(amount_fen=0, amount_cents=F("amount"))
    return models.CheckConstraint(condition=yuan | usd, name=f"{name}_is_of_one_currency")


class ArrivalReport(ArrivalEntry):
    """Money arrived, as reported; `happened_on` is the day it did."""

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="reports", verbose_name=_("arrival"))
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="arrival_reports", verbose_name=_("contract"))

    class Meta(ArrivalEntry.Meta):
        verbose_name = _("report of an arrival")
        verbose_name_plural = _("reports of arrivals")
        constraints = [
            one_standing("arrival", name="one_report_of_an_arrival"),
            _dollars_have_a_rate("reported"),
            _one_currency("reported"),
        ]


class ArrivalCheck(ArrivalEntry):
    """A report was compared with its papers."""

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="checks", verbose_name=_("arrival"))
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+", verbose_name=_("contract"))
    proof = models.CharField(_("proved by"), max_length=12, choices=Proof.choices)
    paper = models.CharField(_("number of the paper"), max_length=120)

    facts = ("proof", "paper", "amount_fen", "amount_cents")

    class Meta(ArrivalEntry.Meta):
        verbose_name = _("check of an arrival")
        verbose_name_plural = _("checks of arrivals")
        constraints = [one_standing("arrival", name="one_check_of_an_arrival")]


class Rejection(ArrivalEntry):
    """An arrival was not recognised."""

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="rejections", verbose_name=_("arrival"))
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+", verbose_name=_("contract"))
    because = models.CharField(_("why"), max_length=120)

    facts = ("because", "amount_fen", "amount_cents")

    class Meta(ArrivalEntry.Meta):
        verbose_name = _("rejection of an arrival")
        verbose_name_plural = _("rejections of arrivals")
        constraints = [one_standing("arrival", name="one_rejection_of_an_arrival")]


class CountedEntry(ArrivalEntry):
    """An entry that counts, with what each report says of it, and by which edition of the rules."""

    arrived_on = models.DateField(_("arrived on"), db_index=True)
    rules = models.CharField(_("edition of the rules"), max_length=60, blank=True)
    outside_city = models.CharField(_("outside the city"), max_length=10, choices=Verdict.choices)
    outside_province = models.CharField(_("outside the province"), max_length=10, choices=Verdict.choices)
    abroad = models.CharField(_("from abroad"), max_length=10, choices=Verdict.choices)

    class Meta(ArrivalEntry.Meta):
        abstract = True


class Recognition(CountedEntry):
    """An arrival counts. `happened_on` is the day it was recognised, `arrived_on` the day that counts."""

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="recognitions", verbose_name=_("arrival"))
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="recognitions", verbose_name=_("contract"))
    exception = models.CharField(_("named exception"), max_length=120, blank=True)

    facts = (
        "amount_fen",
        "amount_cents",
        "arrived_on",
        "form",
        "origin",
        "outside_city",
        "outside_province",
        "abroad",
        "rules",
        "exception",
    )

    class Meta(CountedEntry.Meta):
        verbose_name = _("recognition of an arrival")
        verbose_name_plural = _("recognitions of arrivals")
        constraints = [
            one_standing("arrival", name="one_recognition_of_an_arrival"),
            _dollars_have_a_rate("recognised"),
            _one_currency("recognised"),
            models.CheckConstraint(condition=Q(arrived_on__lte=F("happened_on")), name="recognised_after_it_arrived"),
        ]


class Reversal(CountedEntry):
    """Recognised money went back; it is taken off on its own day."""

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="reversals", verbose_name=_("arrival"))
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="reversals", verbose_name=_("contract"))
    because = models.CharField(_("why"), max_length=120)

    facts = ("amount_fen", "amount_cents", "arrived_on", "because")

    class Meta(CountedEntry.Meta):
        verbose_name = _("reversal of an arrival")
        verbose_name_plural = _("reversals of arrivals")
        constraints = [one_standing("arrival", "happened_on", name="one_reversal_a_day"), _one_currency("reversed")]


CHECK_WITHIN = 10  # days after arrival within which it is checked and recognised, so that the month's report has it


def light_of_arrival(arrival: Arrival, today: date) -> Light | None:
    """Yellow while it waits within ten days, red after; None where nothing is waited for."""
    if arrival.arrived_on is None or arrival.stage not in {ArrivalStage.REPORTED, ArrivalStage.CHECKED}:
        return None
    return by_deadline(arrival.arrived_on + timedelta(days=CHECK_WITHIN), today, warning_days=CHECK_WITHIN)
