"""Contracts (签约项目): framework, formal, amended by versions, terminated. Domain.md 2.2, C3, C20 to C22, C25.

Three amounts of each version: the total investment of the project, this investor's contracted part of it (domestic and
foreign), and, on the arrivals, what came. Each must be at least the next, or the exception is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.companies.models import Company
from dajuan.core.dossiers.models import Dossier, open_dossier
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, one_standing
from dajuan.core.records.quantities import read
from dajuan.core.records.remembering import latest
from dajuan.core.records.resting import Rests
from dajuan.core.rooms.subjects import RoomQuerySet, refuse_before, refuse_twice
from dajuan.lines.investment.models.events import PromotionEvent
from dajuan.lines.investment.models.leads import Lead, LeadStage
from dajuan.lines.investment.models.money import short_yuan, yuan_of
from dajuan.lines.investment.models.subjects import WON_BY, InvestmentSubject, WonEntry
from dajuan.lines.investment.models.words import Origin

LINE_OF_PROJECTS = "projects"  # takes up what is signed (core/dossiers)


class ContractStage(models.TextChoices):
    DRAFT = "draft", _("being drawn up")
    FRAMEWORK = "framework", _("framework agreement")
    FORMAL = "formal", _("formal contract")
    TERMINATED = "terminated", _("terminated")


class ContractQuerySet(RoomQuerySet):  # type: ignore[override]  # the stubs give each queryset an as_manager of its own
    def for_lists(self) -> Self:
        return super().for_lists().select_related("investor", "specialist", "dossier")


class Contract(InvestmentSubject):
    """One investment contract with all its versions. Its project is known to other lines by its dossier."""

    Stage = ContractStage

    code = models.CharField(_("contract number"), max_length=40)
    name = models.CharField(_("project name"), max_length=120)
    lead = models.ForeignKey(
        Lead, models.PROTECT, null=True, blank=True, related_name="contracts", verbose_name=_("lead")
    )
    event = models.ForeignKey(
        PromotionEvent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contracts",
        verbose_name=pgettext_lazy("investment", "signed at"),
    )
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dossier")
    )
    investor = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("investor (company)")
    )
    investor_name = models.CharField(_("investor's name"), max_length=120, blank=True)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices)
    stage = models.CharField(
        _("stage"), max_length=12, choices=ContractStage.choices, default=ContractStage.DRAFT, editable=False
    )
    total_fen = models.BigIntegerField(_("total investment"), null=True, editable=False)
    signed_on = models.DateField(_("signed on"), null=True, editable=False)

    page = "contracts"
    narrowed_by = ("stage", "method", "industry", "origin", "office")
    searched = ("name", "code", "investor_name")
    copied = (*WON_BY, "origin", "event")
    milestones = (
        (ContractStage.FRAMEWORK, "frameworks"),
        (ContractStage.FORMAL, "versions"),
        (ContractStage.TERMINATED, "terminations"),
    )
    rests = (Rests("terminations", on="versions"), Rests("arrival_reports", on="versions"))
    open_stages: ClassVar[tuple[str, ...]] = (ContractStage.DRAFT, ContractStage.FRAMEWORK)

    objects: ClassVar[Any] = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("investment", "contract")
        verbose_name_plural = pgettext_lazy("investment", "contracts")
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "code"],
                name="one_investment_contract_per_code",
                violation_error_message=_("This contract number is taken."),
            )
        ]
        indexes = [
            models.Index(fields=["zone", "id"], name="investment_contract_list"),
            models.Index(fields=["zone", "stage", "id"], name="investment_contract_stage"),
            models.Index(fields=["zone", "dossier"], name="investment_contract_dossier"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def remembered(cls) -> dict[str, Any]:
        first = latest(Version, "happened_on", version=1)
        return super().remembered() | {"total_fen": latest(Version, "total_fen"), "signed_on": first}

    def goes_through(self, stage: str) -> bool:
        """A framework agreement and a termination are shown where they were."""
        return stage == ContractStage.FORMAL or bool(
            getattr(self, dict(self.milestones)[ContractStage(stage)]).standing().exists()
        )

    @property
    def verbs(self) -> tuple[str, ...]:
        return {
            ContractStage.DRAFT: ("sign", "agree"),
            ContractStage.FRAMEWORK: ("sign",),
            ContractStage.FORMAL: ("sign", "terminate"),
            ContractStage.TERMINATED: (),
        }[ContractStage(self.stage)]

    @property
    def investor_said(self) -> str:
        """The investor by the register of companies, else as it was typed."""
        return str(self.investor or self.investor_name)

    @property
    def in_force(self) -> Version | None:
        """The version that holds now; None before the formal contract."""
        return self.versions.standing().order_by("-version").first()

    def versions_in_order(self) -> list[Version]:
        """Its versions, the first one first."""
        return list(self.versions.standing().order_by("version"))

    def particulars(self) -> list[tuple[Any, Any]]:
        """Contracted and arrived, as they stand now; what is signed stands in the list."""
        ties = (
            (_("Lead"), self.lead),
            (pgettext_lazy("investment", "signed at"), self.event),
            (_("Dossier"), self.dossier),
        )
        version = self.in_force
        amounts = (
            [
                (_("Contracted by this investor"), short_yuan(version.contracted_fen)),
                (_("Arrived, net of reversals"), short_yuan(self.arrived())),
            ]
            if version
            else []
        )
        return [*amounts, *((name, one) for name, one in ties if one)]

    def warnings(self) -> list[str]:
        """A formal contract no project can take up; a project that goes on although its contract ended."""
        if self.stage == ContractStage.FORMAL and self.dossier_id is None:
            return [str(_("It has no dossier: key projects cannot take it up."))]
        if self.stage == ContractStage.FORMAL and self.dossier and self.dossier.signing is None:
            return [
                str(_("Its dossier is not marked as signed: correct the version in force, and it is signed again."))
            ]
        if self.stage == ContractStage.TERMINATED and self.dossier and self.dossier.signing:
            return [str(_("Terminated, although another line has taken its dossier up: tell that line."))]
        return []

    def arrived(self, act: Act | None = None) -> int:
        """Recognised less reversed of all its arrivals in fen; dollars at the contract's own rate where it has one.

        In an act without what the act is withdrawing, or a recognition could not be corrected.
        """
        came, went = (
            act.standing(entries) if act else entries.standing() for entries in (self.recognitions, self.reversals)
        )
        version = self.in_force
        if version is None or not version.rate_x10000:
            return _sum(came, "equivalent_fen") - _sum(went, "equivalent_fen")
        fen, cents = (_sum(came, column) - _sum(went, column) for column in ("amount_fen", "amount_cents"))
        return fen + yuan_of(cents, version.rate_x10000)

    def agree(self, act: Act, *, happened_on: date, total_fen: int) -> Framework:
        """A framework agreement was signed: an intention, counted nowhere as signed investment."""
        act.lock(self)
        refuse_twice(act, self.frameworks, _("The framework agreement has already been recorded."))
        refuse_twice(act, self.versions, _("The formal contract is signed already."))
        return act.enter(self.entry(Framework, happened_on=happened_on, total_fen=total_fen))

    def sign(
        self,
        act: Act,
        *,
        happened_on: date,
        total_fen: int,
        domestic_fen: int | None = None,
        foreign_cents: int | None = None,
        rate_x10000: int | None = None,
        because: str = "",
        exception: str = "",
        dossier_number: str = "",
        **terms: Any,
    ) -> Version:
        """The formal contract was signed, or, where it stands already, a version that amends it.

        A higher total needs its reason; no version contracts less than has arrived, unless the exception is named.
        `dossier_number` is the number under which other lines will know the project.
        """
        self._hold(act, dossier_number, happened_on)
        self._refuse_unless_in_force(act)
        before = act.standing(self.versions).order_by("-version").first()
        parts = _parts(total_fen, domestic_fen or 0, foreign_cents or 0, rate_x10000, exception)
        facts = (
            self._first(act, happened_on) if before is None else self._next(act, before, happened_on, parts, because)
        )
        changes = {
            "change_fen": total_fen - (before.total_fen if before else 0),
            "contracted_change_fen": parts["contracted_fen"] - (before.contracted_fen if before else 0),
        }
        self._sign_dossier(act, before.happened_on if before else happened_on)
        entry = self.entry(Version, happened_on=happened_on, dossier=self.dossier, **facts, **changes, **parts, **terms)
        return act.enter(entry)

    def _first(self, act: Act, day: date) -> dict[str, Any]:
        agreed = act.standing(self.frameworks).order_by("happened_on").first()
        if agreed and day < agreed.happened_on:
            raise Refused(_("It was signed before its framework agreement."), field="happened_on")
        self._lead_signed(act, day)
        return {"version": 1}

    def _next(self, act: Act, before: Version, day: date, parts: dict[str, Any], because: str) -> dict[str, Any]:
        if day < before.happened_on:
            words = _("Not before the version it amends, of %(day)s.")
            raise Refused(words % {"day": before.happened_on.isoformat()}, field="happened_on")
        if parts["total_fen"] > before.total_fen and not because.strip():
            words = _("The total rises from %(before)s: say why.")
            raise Refused(words % {"before": read("_fen", before.total_fen)}, field="because")
        if self.arrived(act) > parts["contracted_fen"] and not parts["exception"]:
            raise Refused(_("More has arrived than this version contracts: name the exception."), field="exception")
        return {"version": before.version + 1, "because": because.strip()}

    def _sign_dossier(self, act: Act, day: date) -> None:
        if self.dossier and not act.standing(self.dossier.signings).exists():
            self.dossier.sign(act, happened_on=day)

    def _others_signed(self) -> bool:
        """Whether another contract under the same dossier is signed and has not ended: then the dossier stays so."""
        others = Contract.objects.filter(dossier=self.dossier_id, stage=ContractStage.FORMAL)
        return others.exclude(pk=self.pk).exists()

    def terminate(self, act: Act, *, happened_on: date, because: str, document: str = "") -> Termination:
        """The contract ended. Its dossier is no longer signed, unless another line has taken it up already."""
        act.lock(self, *([self.dossier] if self.dossier else []))
        self._refuse_unless_in_force(act)
        refuse_before(act, self.versions, happened_on, _("A contract cannot end before it was signed."))
        version = act.standing(self.versions).order_by("-version").first()
        signing = self.dossier.signing if self.dossier else None
        if self.dossier and signing and not self._others_signed() and not act.standing(self.dossier.takings).exists():
            act.withdraw(signing, reason=str(_("The contract %(code)s was terminated.")) % {"code": self.code})
        facts = {"total_fen": version.total_fen if version else 0, "because": because.strip(), "document": document}
        return act.enter(self.entry(Termination, happened_on=happened_on, **facts))

    def _refuse_unless_in_force(self, act: Act) -> None:
        refuse_twice(act, self.terminations, _("This contract has been terminated."))

    def _hold(self, act: Act, number: str, day: date) -> None:
        """Lock the contract, its lead and its dossier; find or open the dossier of a number."""
        if number.strip():
            self._carry(act, number, day)
        act.lock(self, *[one for one in (self.lead, self.dossier) if one is not None])

    def _carry(self, act: Act, number: str, day: date) -> None:
        number = "".join(number.split()).upper()
        if self.dossier and self.dossier.number != number:
            raise Refused(_("It already has a dossier: %(dossier)s.") % {"dossier": self.dossier}, field="dossier")
        found = Dossier.objects.filter(zone=act.zone, number=number).first()
        self.dossier = found or open_dossier(act, number=number, title=self.name, happened_on=day)
        self.save(update_fields=["dossier"])

    def _lead_signed(self, act: Act, day: date) -> None:
        """Its lead is signed too, unless it is that far already."""
        if self.lead and not act.standing(self.lead.steps.filter(to_stage=LeadStage.SIGNED)).exists():
            self.lead.advance(act, happened_on=day, to_stage=LeadStage.SIGNED)


def _parts(total: int, domestic: int, cents: int, rate: int | None, exception: str) -> dict[str, Any]:
    """The amounts of a version. Refuses a part larger than the whole, unless the exception is named."""
    if total <= 0:
        raise Refused(_("Give the total investment."), field="total_fen")
    foreign = yuan_of(cents, rate)
    contracted = (domestic or 0) + foreign
    if contracted > total and not exception.strip():
        words = _("Contracted %(part)s is more than the total investment: name the exception, or correct the amounts.")
        raise Refused(words % {"part": read("_fen", contracted)}, field="exception")
    return {
        "total_fen": total,
        "domestic_fen": domestic or 0,
        "foreign_cents": cents or 0,
        "rate_x10000": rate or 0,
        "foreign_fen": foreign,
        "contracted_fen": contracted,
        "exception": exception.strip(),
    }


def _sum(entries: Any, column: str) -> int:
    return entries.aggregate(found=Sum(column))["found"] or 0


class ContractEntry(WonEntry):
    """An entry about a contract, with origin and event as they were."""

    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices)
    event = models.ForeignKey(
        PromotionEvent,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("investment", "signed at"),
    )
    total_fen = models.BigIntegerField(_("total investment"))

    subject_field = "contract"

    class Meta(WonEntry.Meta):
        abstract = True


class Framework(ContractEntry):
    """A framework agreement: an intention."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="frameworks", verbose_name=_("contract"))

    facts = ("total_fen", "event")

    class Meta(ContractEntry.Meta):
        verbose_name = _("framework agreement")
        verbose_name_plural = _("framework agreements")
        constraints = [one_standing("contract", name="one_framework_of_a_contract")]


class Version(ContractEntry):
    """A version of the formal contract, version 1 when it was signed.

    The changes are against the version before, so that they add up to what is in force.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="versions", verbose_name=_("contract"))
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="+", verbose_name=_("dossier"))
    version = models.PositiveSmallIntegerField(pgettext_lazy("contract", "version"))
    change_fen = models.BigIntegerField(_("change of the total"))
    contracted_change_fen = models.BigIntegerField(_("change of the contracted part"))
    domestic_fen = models.BigIntegerField(_("domestic part"), default=0)
    foreign_cents = models.BigIntegerField(_("foreign part"), default=0)
    rate_x10000 = models.PositiveIntegerField(_("yuan for a dollar"), default=0)
    foreign_fen = models.BigIntegerField(_("foreign part in yuan"), default=0)
    contracted_fen = models.BigIntegerField(_("contracted"))
    exception = models.CharField(_("named exception"), max_length=120, blank=True)
    land_dm2 = models.BigIntegerField(_("land area"), null=True)
    start_by = models.DateField(_("to start by"), null=True)
    terms = models.CharField(_("main terms"), max_length=200, blank=True)
    because = models.CharField(_("why the total changed"), max_length=120, blank=True)

    facts = (
        "version",
        "total_fen",
        "contracted_fen",
        "domestic_fen",
        "foreign_cents",
        "rate_x10000",
        "land_dm2",
        "start_by",
        "terms",
        "because",
        "exception",
        "event",
        "dossier",
    )

    class Meta(ContractEntry.Meta):
        verbose_name = _("version of a contract")
        verbose_name_plural = _("versions of contracts")
        constraints = [
            one_standing("contract", "version", name="one_version_of_a_number"),
            models.CheckConstraint(
                condition=Q(contracted_fen=F("domestic_fen") + F("foreign_fen")),
                name="investment_parts_make_contracted",
            ),
            models.CheckConstraint(
                condition=Q(contracted_fen__lte=F("total_fen")) | ~Q(exception=""),
                name="investment_contracted_in_signed",
            ),
            models.CheckConstraint(
                condition=Q(foreign_cents=0) | Q(rate_x10000__gt=0), name="investment_dollars_have_a_rate"
            ),
        ]

    def falls_with(self) -> Iterable[Entry]:
        """Later versions amend this one; and without the first, the dossier is not signed."""
        later = Version.objects.standing().filter(contract=self.contract_id, version__gt=self.version)
        signed = self.dossier.signings.standing() if self.dossier and self.version == 1 else ()
        return [*later, *signed]


class Termination(ContractEntry):
    """A contract ended; it counts as signed no longer from this day on."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="terminations", verbose_name=_("contract"))
    because = models.CharField(_("why"), max_length=120)
    document = models.CharField(_("number of the document"), max_length=120, blank=True)

    facts = ("total_fen", "because", "document")

    class Meta(ContractEntry.Meta):
        verbose_name = _("termination")
        verbose_name_plural = _("terminations")
        constraints = [one_standing("contract", name="one_termination_of_a_contract")]
