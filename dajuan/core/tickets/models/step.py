"""What happens to a ticket. Each step carries the round it belongs to: a return or a reopening begins the next one.

No personal data stands here: who raised it, in which words and where exactly is the ticket's private part.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dajuan.core.calendar.clocks import Unit
from dajuan.core.places.models import Area
from dajuan.core.records.models import Entry, SecretKey, one_standing
from dajuan.core.staff.models import Office, User
from dajuan.core.tickets.models.category import Category

ROUNDS = 1000  # no ticket goes round so often


class Source(models.TextChoices):
    PUBLIC = "public", _("public page")
    HOTLINE = "hotline", _("hotline")
    VISIT = "visit", _("visit")
    INSPECTION = "inspection", _("inspection round")
    OTHER = "other", _("other system")


class Outcome(models.TextChoices):
    DONE = "done", _("solved")
    EXPLAINED = "explained", _("explained to the raiser")
    PLANNED = "planned", _("taken into a plan")
    BEYOND = "beyond", _("beyond the zone's powers")


class Satisfaction(models.TextChoices):
    YES = "yes", _("satisfied")
    NO = "no", _("not satisfied")
    UNRATED = "unrated", _("not rated")


class Step(Entry):
    """Shared by all steps. `at` is the instant, `happened_on` its day; category, area and source as they were then."""

    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="%(class)s_steps", verbose_name=_("ticket")
    )
    round = models.PositiveSmallIntegerField(_("round"))
    turn = models.BigIntegerField(_("key of ticket and round"), db_index=True)
    at = models.DateTimeField(_("at"))
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("office"))
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=_("category"))
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("part of the zone"))
    source = models.CharField(_("channel"), max_length=12, choices=Source.choices)

    subject_field = "ticket"
    stands_for: ClassVar = {"turn": ("ticket", "round")}

    class Meta(Entry.Meta):
        abstract = True

    def place(self, ticket: Any, round_: int, at: datetime) -> None:
        """Say of which ticket and round it is, when it happened, and what the ticket was about then."""
        self.ticket, self.round, self.turn = ticket, round_, ticket.pk * ROUNDS + round_
        self.at, self.happened_on = at, timezone.localdate(at)
        self.office, self.category = ticket.office, ticket.category
        self.area, self.source = ticket.area, ticket.source


class Report(Step):
    """A problem was raised (受理). Carries a keyed hash of the words it was raised in."""

    private_by = "ticket__key"
    facts = ("at", "source", "category", "area")

    class Meta(Step.Meta):
        verbose_name = _("report of a problem")
        verbose_name_plural = _("reports of problems")
        constraints = [one_standing("ticket")]

    def private_part(self) -> tuple[SecretKey, dict[str, str]] | None:
        """The words it was raised in, while the matter's key lives."""
        key, words = self.ticket.key, self.ticket.words
        if key is None or not words:
            return None
        return key, {name: words.get(name, "") for name in ("title", "description", "place")}


class Dispatch(Step):
    """It was given to exactly one lead office; its clock starts. `due_at` is empty where there is no limit or where
    the calendar of the year it runs into had not been announced."""

    unit = models.CharField(_("counted in"), max_length=12, choices=Unit.choices, blank=True)
    limit = models.PositiveSmallIntegerField(_("limit"), null=True)
    due_at = models.DateTimeField(_("due at"), null=True)
    due_on = models.DateField(_("due on"), null=True)
    helping = models.JSONField(_("keys of the co-operating offices"), default=list)

    facts = ("at", "office", "limit", "unit", "due_at")

    class Meta(Step.Meta):
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        constraints = [one_standing("ticket", "round")]


class Receipt(Step):
    """The lead office received it (接单)."""

    facts = ("at", "office")

    class Meta(Step.Meta):
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [one_standing("ticket", "round")]


class Return(Step):
    """The lead office sent it back as wrongly dispatched (退回); it waits to be dispatched anew."""

    class Why(models.TextChoices):
        NOT_OURS = "not-ours", _("not in this office's charge")
        OUTSIDE = "outside", _("outside the zone")
        UNCLEAR = "unclear", _("too unclear to be handled")

    why = models.CharField(_("why"), max_length=12, choices=Why.choices)

    facts = ("at", "office", "why")

    class Meta(Step.Meta):
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        constraints = [one_standing("ticket", "round")]


class Extension(Step):
    """More time was granted (延期), once for a ticket, before it was due."""

    class Why(models.TextChoices):
        WORKS = "works", _("works take longer")
        OTHERS = "others", _("others must act first")
        MONEY = "money", _("money must be found")
        WEATHER = "weather", _("weather")
        DISPUTE = "dispute", _("responsibility is disputed")

    why = models.CharField(_("why"), max_length=12, choices=Why.choices)
    count = models.PositiveSmallIntegerField(_("more days or hours"))
    due_at = models.DateTimeField(_("due at"), null=True)
    due_on = models.DateField(_("due on"), null=True)

    facts = ("at", "office", "why", "count", "due_at")

    class Meta(Step.Meta):
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [one_standing("ticket")]


class Solution(Step):
    """The lead office says it is done (办结), with proof. It counts as solved when it is confirmed (C98)."""

    outcome = models.CharField(_("result"), max_length=12, choices=Outcome.choices)
    solved_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("solved by"))
    due_at = models.DateTimeField(_("due at"), null=True)
    due_on = models.DateField(_("due on"), null=True)
    in_time = models.BooleanField(_("in time"), help_text=_("Done by its due instant; without a limit always."))

    facts = ("at", "office", "outcome", "in_time", "solved_by")

    class Meta(Step.Meta):
        verbose_name = _("solution")
        verbose_name_plural = _("solutions")
        constraints = [one_standing("ticket", "round")]


class Confirmation(Step):
    """It was confirmed as solved (回访确认): by its raiser, or by an officer who did not solve it."""

    by_raiser = models.BooleanField(_("by the raiser"))
    reached = models.BooleanField(_("raiser reached"))
    satisfied = models.CharField(_("satisfaction"), max_length=8, choices=Satisfaction.choices)

    facts = ("at", "by_raiser", "reached", "satisfied")

    class Meta(Step.Meta):
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        constraints = [one_standing("ticket", "round")]


class Reopening(Step):
    """It was not solved after all, or came back (重办): the same office begins anew."""

    class Why(models.TextChoices):
        RAISER = "raiser", _("the raiser says it is not solved")
        CHECK = "check", _("a check on the spot found it unsolved")
        AGAIN = "again", _("it has come back")

    why = models.CharField(_("why"), max_length=12, choices=Why.choices)

    facts = ("at", "why")

    class Meta(Step.Meta):
        verbose_name = _("reopening")
        verbose_name_plural = _("reopenings")
        constraints = [one_standing("ticket", "round")]
