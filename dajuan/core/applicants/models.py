"""Applicants from outside, and their mandates to act for a company."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dajuan.core.companies.models import Company, enter_company
from dajuan.core.people.models import Particulars, Person, enter_person
from dajuan.core.records.act import act
from dajuan.core.records.models import Evidence, Refused
from dajuan.core.staff.models import User, Visitor, Zone
from dajuan.core.staff.rights import keeper_of
from dajuan.values import credit_codes

LINE = "applicants"
ORIGIN = "sign-up"


class Applicant(models.Model):
    """Somebody outside with an account. The account itself says nothing of the person behind it."""

    user = models.OneToOneField(User, models.PROTECT, related_name="applicant", verbose_name=_("account"))
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", verbose_name=_("zone"))
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("resident"))
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)

    class Meta:
        verbose_name = _("applicant")
        verbose_name_plural = _("applicants")

    def __str__(self) -> str:
        return self.user.username

    def companies_on(self, day: date) -> QuerySet[Company]:
        """The companies for which this applicant may act on a day, by name."""
        standing = self.mandates.standing_on(day).values("company")
        found: QuerySet[Company] = Company.objects.filter(pk__in=standing).order_by("name", "pk")
        return found

    def own_particulars(self) -> Particulars:
        """What is kept of the person, in full, for the person; empty after erasure."""
        if self.person is None or self.person.is_erased:
            return Particulars()
        return self.person.reveal(by=self.user, purpose="own")


def applicant_of(user: Visitor) -> Applicant | None:
    """The applicant behind an account, None for staff and visitors; asked once a request."""
    if not isinstance(user, User) or not user.is_active or user.zone_id is not None:
        return None
    if "_applicant" not in user.__dict__:
        found = Applicant.objects.filter(user=user).select_related("zone", "person__key").first()
        user.__dict__["_applicant"] = found
    known: Applicant | None = user.__dict__["_applicant"]
    return known


def open_applicant(user: User, particulars: Particulars) -> Applicant:
    """The applicant of a new account, in the installation's first zone. Refuses a staff account and a wrong number."""
    zone = Zone.objects.order_by("pk").first()
    if zone is None or user.zone_id is not None:
        raise Refused(_("No account can be opened here."))
    with act(by=user, office=keeper_of(zone, LINE), origin=ORIGIN) as a:
        person = enter_person(a, particulars)
        return Applicant.objects.create(user=user, zone=zone, person=person)


class MandateQuerySet(models.QuerySet["Mandate"]):
    def standing_on(self, day: date) -> MandateQuerySet:
        """Mandates that were looked at and passed, and hold on a day."""
        from_then = self.filter(granted=True, withdrawn_at=None, from_on__lte=day)
        return from_then.filter(Q(to_on__isnull=True) | Q(to_on__gt=day))

    def waiting(self) -> MandateQuerySet:
        """Those whose proof nobody has looked at yet, oldest first."""
        return self.filter(granted=None, withdrawn_at=None).order_by("pk")


class Mandate(models.Model):
    """An applicant may act for a company from a day to a day, by a proof somebody of the zone has looked at.

    `company` is empty until then: what an outsider types makes no company. `to_on` is the first day without it.
    """

    applicant = models.ForeignKey(Applicant, models.PROTECT, related_name="mandates", verbose_name=_("applicant"))
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", verbose_name=_("zone"))
    code = models.CharField(_("unified credit code"), max_length=18)
    name = models.CharField(_("company name"), max_length=120)
    company = models.ForeignKey(Company, models.PROTECT, null=True, related_name="mandates", verbose_name=_("company"))
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"), null=True, blank=True)
    proof = models.ForeignKey(Evidence, models.PROTECT, related_name="+", verbose_name=_("proof"))
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    granted = models.BooleanField(_("granted"), null=True)
    because = models.CharField(_("why not"), max_length=200, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("looked at by"))
    decided_at = models.DateTimeField(_("looked at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(granted=True) | Q(company__isnull=False), name="a_granted_mandate_names_its_company"
            ),
            models.UniqueConstraint(
                fields=["applicant", "code"],
                condition=Q(withdrawn_at__isnull=True) & ~Q(granted=False),
                name="one_mandate_per_applicant_and_company",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> Any:
        """Where it stands, in words."""
        if self.withdrawn_at:
            return _("withdrawn")
        if self.granted is None:
            return _("being looked at")
        if not self.granted:
            return _("not accepted")
        return _("ended") if self.to_on and self.to_on <= timezone.localdate() else _("in force")

    @property
    def may_be_withdrawn(self) -> bool:
        return self.withdrawn_at is None and self.granted is not False

    def grant(self, *, by: User) -> None:
        """Somebody of the zone has looked at the proof; a company not known yet is entered now."""
        self._expect_waiting()
        company = Company.objects.filter(zone=self.zone, code=self.code).first()
        if company is None:
            with act(by=by) as a:
                company = enter_company(a, code=self.code, name=self.name, happened_on=timezone.localdate())
        self.company, self.granted = company.merged_into() or company, True
        self._decided(by)

    def refuse(self, *, by: User, because: str) -> None:
        """The proof does not show it; the applicant reads why."""
        self._expect_waiting()
        if not because.strip():
            raise Refused(_("Say why: the applicant reads it."), field="because")
        self.granted, self.because = False, because.strip()
        self._decided(by)

    def withdraw(self) -> None:
        """The applicant no longer acts for the company, from now on."""
        Mandate.objects.filter(pk=self.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
        self.refresh_from_db()

    def _expect_waiting(self) -> None:
        if self.granted is not None or self.withdrawn_at:
            raise Refused(_("This has been decided already."))

    def _decided(self, by: User) -> None:
        self.decided_by, self.decided_at = by, timezone.now()
        mine = Mandate.objects.filter(pk=self.pk, granted=None, withdrawn_at=None)
        named = {name: getattr(self, name) for name in ("company", "granted", "because", "decided_by", "decided_at")}
        if not mine.update(**named):
            raise Refused(_("This has been decided already."))


def ask_for_mandate(
    applicant: Applicant, *, code: str, name: str, from_on: date, to_on: date | None, proof: Evidence
) -> Mandate:
    """An applicant says for whom it acts. Refuses what can be no code, an empty term, and a second mandate."""
    checked = credit_codes.check(code)
    if checked.state is not credit_codes.State.VALID:
        raise Refused(_("This is no unified credit code: its check fails. Copy it from the licence."), field="code")
    if to_on and to_on <= from_on:
        raise Refused(_("It ends after it begins."), field="to_on")
    same = applicant.mandates.filter(code=checked.code, withdrawn_at=None).exclude(granted=False)
    if same.exists():
        raise Refused(_("You have a mandate for this company already, or have asked for one."), field="code")
    made: Mandate = Mandate.objects.create(
        applicant=applicant,
        zone=applicant.zone,
        code=checked.code,
        name=name.strip(),
        from_on=from_on,
        to_on=to_on,
        proof=proof,
    )
    return made
