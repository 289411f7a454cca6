"""Policies for enterprises (惠企政策) and applications for their money: applied, recommended, approved, noticed, paid.

Some rewards need no application (免申即享): the office approves from what is on record. What was won counts on
approval, what arrived on payment; the two are never mixed (decision 0021). Domain.md 2.5, C46 to C48.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.companies.models import Company
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, one_standing, today
from dajuan.core.records.quantities import read
from dajuan.core.records.remembering import latest
from dajuan.core.records.resting import Rests
from dajuan.core.rooms.subjects import RoomQuerySet, RoomSubject, one_per, refuse_before, refuse_twice
from dajuan.core.staff.models import Office
from dajuan.lines.services.models.conditions import (
    About,
    Judged,
    Known,
    asked_in_words,
    companies_narrowed,
    judged,
    known_of,
)
from dajuan.lines.services.models.enterprises import EnterpriseEntry, EnterpriseQuerySet, EnterpriseSubject, Level
from dajuan.lines.services.models.titles import TitleGranted, titles_held

FIRST = 8  # enterprises on the page of a policy


class PolicyKind(models.TextChoices):
    """What the money is for: C46 and C47 count projects that compete for funds, not rewards for a status."""

    PROJECT = "project", pgettext_lazy("policy", "project funds")
    REWARD = "reward", pgettext_lazy("policy", "reward")
    SUBSIDY = "subsidy", pgettext_lazy("policy", "subsidy")


class Way(models.TextChoices):
    """How an enterprise comes by it."""

    APPLY = "apply", pgettext_lazy("policy", "on application")
    NO_APPLICATION = "no-application", pgettext_lazy("policy", "no application needed (免申即享)")


class PolicyQuerySet(RoomQuerySet):  # type: ignore[override]  # as_manager of two bases
    def open_on(self, day: date) -> Any:
        """In force, and open for applications on a day or open without end."""
        return self.filter(
            Q(open_from=None) | Q(open_from__lte=day), Q(open_to=None) | Q(open_to__gte=day), stage="in-force"
        )


class PolicyItem(RoomSubject):
    """One policy: who may have how much, on which conditions, and when to apply."""

    class Stage(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("policy", "being drawn up")
        IN_FORCE = "in-force", pgettext_lazy("policy", "in force")
        ENDED = "ended", pgettext_lazy("policy", "ended")

    code = models.CharField(pgettext_lazy("policy", "number"), max_length=40)
    name = models.CharField(pgettext_lazy("policy", "name of the policy"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    kind = models.CharField(pgettext_lazy("policy", "kind of money"), max_length=12, choices=PolicyKind.choices)
    level = models.CharField(_("level that decides"), max_length=12, choices=Level.choices)
    way = models.CharField(pgettext_lazy("policy", "way to it"), max_length=16, choices=Way.choices, default=Way.APPLY)
    basis = models.CharField(pgettext_lazy("policy", "basis (document)"), max_length=160)
    said = models.TextField(pgettext_lazy("policy", "what it gives"), max_length=2000, blank=True)
    most_fen = models.BigIntegerField(_("most for one enterprise"), null=True, blank=True)
    open_from = models.DateField(_("applications from"), null=True, blank=True)
    open_to = models.DateField(_("applications until"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(
        _("days of public notice"), default=7, help_text=_("Natural days; 0 where no notice is asked for.")
    )
    stage = models.CharField(
        pgettext_lazy("policy", "state"), max_length=12, choices=Stage.choices, default=Stage.DRAFT, editable=False
    )

    page = "policies"
    narrowed_by = ("stage", "kind", "level", "way")
    searched = ("name", "code", "basis")
    copied = ("office", "kind", "level", "way")
    open_stages: ClassVar[tuple[str, ...]] = (Stage.DRAFT,)
    milestones = ((Stage.IN_FORCE, "issues"), (Stage.ENDED, "endings"))
    rests = (Rests("endings", on="issues"),)

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy for enterprises")
        verbose_name_plural = _("policies for enterprises")
        constraints = [one_per("code", name="one_policy_per_code", message=_("This number is taken."))]
        indexes = [
            models.Index(fields=["zone", "id"], name="policy_list"),
            models.Index(fields=["zone", "stage", "id"], name="policy_stage"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def verbs(self) -> tuple[str, ...]:
        steps = {self.Stage.DRAFT: ("issue",), self.Stage.IN_FORCE: ("end",)}
        return steps.get(self.Stage(self.stage), ())

    def particulars(self) -> list[tuple[Any, Any]]:
        """What its list has no room for."""
        told = (
            (_("Basis"), self.basis),
            (pgettext_lazy("policy", "What it gives"), self.said),
            (_("Applications from"), self.open_from),
            (_("Applications until"), self.open_to),
        )
        return [(title, value) for title, value in told if value]

    def issue(self, act: Act, *, happened_on: date, document: str) -> PolicyIssued:
        """It is in force from a day."""
        act.lock(self)
        refuse_twice(act, self.issues, _("This policy is in force already."))
        return act.enter(self.entry(PolicyIssued, happened_on=happened_on, document=document))

    def end(self, act: Act, *, happened_on: date, because: str) -> PolicyEnded:
        """It no longer holds; applications under way go on."""
        act.lock(self)
        refuse_twice(act, self.endings, _("This policy has ended already."))
        refuse_before(act, self.issues, happened_on, _("A policy cannot end before it was issued."))
        return act.enter(self.entry(PolicyEnded, happened_on=happened_on, because=because))

    def judge(self, known: Known) -> list[Judged]:
        """Each of its conditions over what is known of an enterprise, with the reason."""
        return [one.judge(known) for one in self.conditions.all()]

    @property
    def first_enterprises(self) -> Any:
        """Some enterprises it fits for certain today."""
        return self.enterprises(today(), sure=True).order_by("name", "pk")[:FIRST]

    def enterprises(self, day: date, *, sure: bool) -> Any:
        """The zone's enterprises it fits on a day, by name; unless `sure`, also where something is not known."""
        asked = [(one.about, one.values) for one in self.conditions.all()]
        companies = Company.objects.filter(zone=self.zone_id).standing()
        held = TitleGranted.objects.standing().filter(happened_on__lte=day)
        return companies_narrowed(companies, asked, held, day, sure)


class Condition(models.Model):
    """One condition of a policy: what it is about, and which values meet it. One row per policy and matter."""

    policy = models.ForeignKey(PolicyItem, models.CASCADE, related_name="conditions", verbose_name=_("policy"))
    about = models.CharField(pgettext_lazy("condition", "about"), max_length=12, choices=About.choices)
    values = models.JSONField(pgettext_lazy("condition", "values"), default=list)
    note = models.CharField(pgettext_lazy("condition", "in words"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("condition of a policy")
        verbose_name_plural = _("conditions of policies")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["policy", "about"], name="one_condition_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_about_display()}: {self.in_words}"

    @property
    def in_words(self) -> str:
        """What it asks for."""
        return asked_in_words(self.about, self.values, self.note)

    def judge(self, known: Known) -> Judged:
        """Its verdict over what is known of an enterprise."""
        verdict, because = judged(self.about, self.values, known)
        return Judged(self.get_about_display(), self.in_words, verdict, because)


def policies_for(company: Company, day: date) -> Iterator[tuple[PolicyItem, list[Judged]]]:
    """The policies open on a day with each condition judged for one enterprise. Three queries."""
    known = known_of(company, titles_held([company.pk], day)[company.pk], day)
    for policy in PolicyItem.objects.filter(zone=company.zone_id).open_on(day).prefetch_related("conditions"):
        yield policy, policy.judge(known)


class OfAPolicy(Entry):
    """An entry about a policy itself."""

    policy = models.ForeignKey(PolicyItem, models.PROTECT, related_name="+", verbose_name=_("policy"))
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("responsible office"))
    kind = models.CharField(pgettext_lazy("policy", "kind of money"), max_length=12, choices=PolicyKind.choices)
    level = models.CharField(_("level that decides"), max_length=12, choices=Level.choices)
    way = models.CharField(pgettext_lazy("policy", "way to it"), max_length=16, choices=Way.choices)

    subject_field = "policy"

    class Meta(Entry.Meta):
        abstract = True


class PolicyIssued(OfAPolicy):
    """A policy came into force."""

    policy = models.ForeignKey(PolicyItem, models.PROTECT, related_name="issues", verbose_name=_("policy"))
    document = models.CharField(pgettext_lazy("policy", "document"), max_length=160)

    facts = ("level", "kind", "way", "document")

    class Meta(OfAPolicy.Meta):
        verbose_name = _("issue of a policy")
        verbose_name_plural = _("issues of policies")
        constraints = [one_standing("policy", name="one_issue_of_a_policy")]


class PolicyEnded(OfAPolicy):
    """A policy no longer holds."""

    policy = models.ForeignKey(PolicyItem, models.PROTECT, related_name="endings", verbose_name=_("policy"))
    because = models.CharField(_("why"), max_length=160)

    facts = ("because",)

    class Meta(OfAPolicy.Meta):
        verbose_name = _("end of a policy")
        verbose_name_plural = _("ends of policies")
        constraints = [one_standing("policy", name="one_end_of_a_policy")]


class ApplicationStage(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("policy application", "being drawn up")
    APPLIED = "applied", pgettext_lazy("policy application", "applied")
    RECOMMENDED = "recommended", pgettext_lazy("policy application", "recommended")
    REFUSED = "refused", pgettext_lazy("policy application", "refused")
    APPROVED = "approved", pgettext_lazy("policy application", "approved")
    NOTICE = "notice", pgettext_lazy("policy application", "under public notice")
    PAID = "paid", pgettext_lazy("policy application", "paid")


class ApplicationQuerySet(EnterpriseQuerySet):  # type: ignore[override]  # as_manager of two bases
    def for_lists(self) -> Any:
        """With enterprise, policy, and the claim it came from."""
        return super().for_lists().select_related("policy", "claim")


class PolicyApplication(EnterpriseSubject):
    """One enterprise's application for the money of one policy, or its approval without one."""

    Stage = ApplicationStage

    policy = models.ForeignKey(PolicyItem, models.PROTECT, related_name="applications", verbose_name=_("policy"))
    stage = models.CharField(
        pgettext_lazy("policy application", "state"),
        max_length=12,
        choices=ApplicationStage.choices,
        default=ApplicationStage.DRAFT,
        editable=False,
    )
    asked_fen = models.BigIntegerField(_("asked for"), null=True, editable=False)
    granted_fen = models.BigIntegerField(pgettext_lazy("policy money", "granted"), null=True, editable=False)

    page = "policy-applications"
    narrowed_by = ("stage", "office")
    searched: ClassVar[tuple[str, ...]] = ("code", "company__name", "policy__name")
    copied = ("office", "company", "level", "helped", "policy", "kind", "way")
    open_stages: ClassVar[tuple[str, ...]] = (
        ApplicationStage.DRAFT,
        ApplicationStage.APPLIED,
        ApplicationStage.RECOMMENDED,
        ApplicationStage.APPROVED,
        ApplicationStage.NOTICE,
    )
    milestones = (
        (ApplicationStage.APPLIED, "submissions"),
        (ApplicationStage.RECOMMENDED, "recommendations"),
        (ApplicationStage.REFUSED, "refusals"),
        (ApplicationStage.APPROVED, "approvals"),
        (ApplicationStage.NOTICE, "notices"),
        (ApplicationStage.PAID, "payments"),
    )
    rests = (
        Rests("recommendations", on="submissions"),
        Rests("refusals", on="submissions"),
        Rests("notices", on="approvals"),
        Rests("payments", on="approvals"),
    )

    objects: ClassVar[Any] = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy application")
        verbose_name_plural = _("policy applications")
        constraints = [one_per("code", name="one_policy_application_per_code", message=_("This number is taken."))]
        indexes = [
            models.Index(fields=["zone", "id"], name="policy_application_list"),
            models.Index(fields=["zone", "stage", "id"], name="policy_application_stage"),
        ]

    asked = property(lambda self: read("asked_fen", self.asked_fen) if self.asked_fen else "")
    granted = property(lambda self: read("granted_fen", self.granted_fen) if self.granted_fen else "")
    level = property(lambda self: self.policy.level)
    kind = property(lambda self: self.policy.kind)
    way = property(lambda self: self.policy.way)

    def __str__(self) -> str:
        return f"{self.company} · {self.policy}"

    @classmethod
    def remembered(cls) -> dict[str, Any]:
        amounts = {
            "asked_fen": latest(PolicyApplied, "asked_fen"),
            "granted_fen": latest(PolicyApproved, "granted_fen"),
        }
        return super().remembered() | amounts

    def goes_through(self, stage: str) -> bool:
        """A refusal is shown where there was one; what needs no application shows none."""
        if stage == ApplicationStage.REFUSED:
            return bool(self.refusals.standing().exists())
        is_asked = stage in (ApplicationStage.APPLIED, ApplicationStage.RECOMMENDED)
        return not (is_asked and self.policy.way == Way.NO_APPLICATION)

    @property
    def verbs(self) -> tuple[str, ...]:
        at = ApplicationStage
        if self.stage == at.DRAFT:
            return ("approve",) if self.policy.way == Way.NO_APPLICATION else ("apply",)
        steps: dict[str, tuple[str, ...]] = {at.APPLIED: ("recommend", "refuse"), at.RECOMMENDED: ("approve", "refuse")}
        steps |= {at.APPROVED: ("announce",) if self.policy.notice_days else ("pay",), at.NOTICE: ("pay",)}
        if self.stage == at.PAID and self.paid() < (self.granted_fen or 0):
            return ("pay",)
        return steps.get(self.stage, ())

    def particulars(self) -> list[tuple[Any, Any]]:
        """The money paid so far; what was asked and granted stands in its columns."""
        paid = self.paid()
        return [(pgettext_lazy("money", "Paid"), read("paid_fen", paid))] if paid else []

    def paid(self, act: Act | None = None) -> int:
        """What has been paid of it, in fen; in an act without what the act is withdrawing."""
        payments = act.standing(self.payments) if act else self.payments.standing()
        return int(payments.aggregate(paid=Sum("paid_fen"))["paid"] or 0)

    def apply(self, act: Act, *, happened_on: date, asked_fen: int) -> PolicyApplied:
        """The enterprise handed it in. Refuses a day outside the policy's time, and more than it gives."""
        act.lock(self)
        refuse_twice(act, self.submissions, _("This application has been handed in already."))
        policy = self.policy
        if policy.way == Way.NO_APPLICATION:
            raise Refused(_("This policy needs no application: approve it from what is on record."))
        first, last = policy.open_from or date.min, policy.open_to or date.max
        if not first <= happened_on <= last:
            raise Refused(_("The policy does not take applications on this day."), field="happened_on")
        self._refuse_more(asked_fen, "asked_fen")
        return act.enter(self.entry(PolicyApplied, happened_on=happened_on, asked_fen=asked_fen))

    def recommend(self, act: Act, *, happened_on: date, document: str = "") -> PolicyRecommended:
        """The zone passed it on to who decides."""
        act.lock(self)
        refuse_twice(act, self.recommendations, _("This application has been recommended already."))
        refuse_before(act, self.submissions, happened_on, _("Nothing is recommended before it is handed in."))
        refuse_twice(act, self.refusals, _("This application was refused."))
        return act.enter(self.entry(PolicyRecommended, happened_on=happened_on, document=document))

    def refuse(self, act: Act, *, happened_on: date, because: str) -> PolicyRefused:
        """It was not granted."""
        act.lock(self)
        refuse_twice(act, self.refusals, _("This application was refused already."))
        refuse_twice(act, self.approvals, _("This application was approved."))
        refuse_before(act, self.submissions, happened_on, _("Nothing is refused before it is handed in."))
        return act.enter(self.entry(PolicyRefused, happened_on=happened_on, because=because))

    def approve(self, act: Act, *, happened_on: date, granted_fen: int, document: str) -> PolicyApproved:
        """Money was granted: won on this day (C48). Refuses what was not recommended, unless none was asked for."""
        act.lock(self)
        refuse_twice(act, self.approvals, _("This application was approved already."))
        refuse_twice(act, self.refusals, _("This application was refused."))
        if self.policy.way != Way.NO_APPLICATION:
            words = _("Nothing is approved before it was recommended.")
            refuse_before(act, self.recommendations, happened_on, words)
        if granted_fen <= 0:
            raise Refused(_("Give the amount granted."), field="granted_fen")
        self._refuse_more(granted_fen, "granted_fen")
        return act.enter(
            self.entry(PolicyApproved, happened_on=happened_on, granted_fen=granted_fen, document=document)
        )

    def announce(self, act: Act, *, happened_on: date, ends_on: date, place: str) -> PolicyNotice:
        """Who is to get how much is shown to everybody. Refuses a notice shorter than the policy asks for."""
        act.lock(self)
        refuse_twice(act, self.notices, _("The public notice has been recorded already."))
        refuse_before(act, self.approvals, happened_on, _("Nothing is announced before it was approved."))
        least = happened_on + timedelta(days=self.policy.notice_days)
        if ends_on < least:
            words = _("The notice stands until %(day)s at the earliest.") % {"day": least.isoformat()}
            raise Refused(words, field="ends_on")
        return act.enter(self.entry(PolicyNotice, happened_on=happened_on, ends_on=ends_on, place=place))

    def pay(self, act: Act, *, happened_on: date, paid_fen: int) -> PolicyPaid:
        """Money reached the enterprise. Refuses more than was granted, and a day before the notice ended."""
        act.lock(self)
        refuse_before(act, self.approvals, happened_on, _("Nothing is paid before it was approved."))
        if self.policy.notice_days:
            notice = act.standing(self.notices).first()
            if notice is None or happened_on <= notice.ends_on:
                raise Refused(_("Nothing is paid before the public notice has ended."), field="happened_on")
        granted = act.standing(self.approvals).get().granted_fen
        if paid_fen <= 0 or self.paid(act) + paid_fen > granted:
            words = _("Not more than what was granted and is not paid yet: %(left)s.")
            raise Refused(words % {"left": read("paid_fen", granted - self.paid(act))}, field="paid_fen")
        return act.enter(self.entry(PolicyPaid, happened_on=happened_on, paid_fen=paid_fen))

    def _refuse_more(self, fen: int, field: str) -> None:
        if self.policy.most_fen is not None and fen > self.policy.most_fen:
            words = _("The policy gives at most %(most)s.") % {"most": read("most_fen", self.policy.most_fen)}
            raise Refused(words, field=field)


class PolicyEntry(EnterpriseEntry):
    """An entry about an application, with the policy, its kind and its way as they were that day."""

    application = models.ForeignKey(
        PolicyApplication, models.PROTECT, related_name="+", verbose_name=_("policy application")
    )
    policy = models.ForeignKey(PolicyItem, models.PROTECT, related_name="+", verbose_name=_("policy"))
    kind = models.CharField(pgettext_lazy("policy", "kind of money"), max_length=12, choices=PolicyKind.choices)
    way = models.CharField(pgettext_lazy("policy", "way to it"), max_length=16, choices=Way.choices)

    subject_field = "application"

    class Meta(EnterpriseEntry.Meta):
        abstract = True


class PolicyApplied(PolicyEntry):
    """An enterprise handed in its application."""

    application = models.ForeignKey(
        PolicyApplication, models.PROTECT, related_name="submissions", verbose_name=_("policy application")
    )
    asked_fen = models.BigIntegerField(_("asked for"))

    facts = ("asked_fen", "level", "kind")

    class Meta(PolicyEntry.Meta):
        verbose_name = _("policy application handed in")
        verbose_name_plural = _("policy applications handed in")
        constraints = [one_standing("application", name="one_submission_of_a_policy_application")]


class PolicyRecommended(PolicyEntry):
    """The zone passed an application on to who decides."""

    application = models.ForeignKey(
        PolicyApplication, models.PROTECT, related_name="recommendations", verbose_name=_("policy application")
    )
    document = models.CharField(pgettext_lazy("policy", "document"), max_length=160, blank=True)

    facts = ("document",)

    class Meta(PolicyEntry.Meta):
        verbose_name = _("recommendation of a policy application")
        verbose_name_plural = _("recommendations of policy applications")
        constraints = [one_standing("application", name="one_recommendation_of_a_policy_application")]


class PolicyRefused(PolicyEntry):
    """An application was not granted."""

    application = models.ForeignKey(
        PolicyApplication, models.PROTECT, related_name="refusals", verbose_name=_("policy application")
    )
    because = models.CharField(_("why"), max_length=160)

    facts = ("because",)

    class Meta(PolicyEntry.Meta):
        verbose_name = _("refusal of a policy application")
        verbose_name_plural = _("refusals of policy applications")
        constraints = [one_standing("application", name="one_refusal_of_a_policy_application")]


class PolicyApproved(PolicyEntry):
    """Money was granted to an enterprise: won on this day."""

    application = models.ForeignKey(
        PolicyApplication, models.PROTECT, related_name="approvals", verbose_name=_("policy application")
    )
    granted_fen = models.BigIntegerField(pgettext_lazy("policy money", "granted"))
    document = models.CharField(pgettext_lazy("policy", "document"), max_length=160)

    facts = ("granted_fen", "level", "kind", "document")

    class Meta(PolicyEntry.Meta):
        verbose_name = _("approval of a policy application")
        verbose_name_plural = _("approvals of policy applications")
        constraints = [
            one_standing("application", name="one_approval_of_a_policy_application"),
            models.CheckConstraint(condition=Q(granted_fen__gt=0), name="something_was_granted"),
        ]


class PolicyNotice(PolicyEntry):
    """Who is to get how much was shown to everybody, from this day to `ends_on`."""

    application = models.ForeignKey(
        PolicyApplication, models.PROTECT, related_name="notices", verbose_name=_("policy application")
    )
    ends_on = models.DateField(_("notice until"))
    place = models.CharField(pgettext_lazy("public notice", "where"), max_length=120)

    facts = ("ends_on", "place")

    class Meta(PolicyEntry.Meta):
        verbose_name = _("public notice of a grant")
        verbose_name_plural = _("public notices of grants")
        constraints = [
            one_standing("application", name="one_notice_of_a_policy_application"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("happened_on")), name="notice_ends_after_it_began"),
        ]


def on_notice(zone: Any, day: date) -> Any:
    """The grants shown to everybody on a day, with whom, for what and how much."""
    shown = PolicyNotice.objects.standing().filter(zone=zone, happened_on__lte=day, ends_on__gte=day)
    return shown.select_related("application", "company", "policy")


class PolicyPaid(PolicyEntry):
    """Money reached the enterprise; a grant may be paid in parts."""

    application = models.ForeignKey(
        PolicyApplication, models.PROTECT, related_name="payments", verbose_name=_("policy application")
    )
    paid_fen = models.BigIntegerField(pgettext_lazy("policy money", "paid"))

    facts = ("paid_fen", "level", "kind")

    class Meta(PolicyEntry.Meta):
        verbose_name = _("payment of a grant")
        verbose_name_plural = _("payments of grants")
        constraints = [models.CheckConstraint(condition=Q(paid_fen__gt=0), name="something_was_paid")]
