"""Who is told of what, and up to which moment; which hosts may be told anything."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.outbox.models import Sealed
from dajuan.core.records.models import Moment
from dajuan.core.staff.models import User, Zone

WAITS = (1, 2, 5, 15, 60, 240, 720)  # minutes after one failure, two, and so on
PAUSED_AFTER = 20  # failures in a row: some days


class Host(models.Model):
    """A host the administrator lets webhooks reach: a name, with a port where it is no usual one."""

    name = models.CharField(_("host"), max_length=253, unique=True)
    inside = models.BooleanField(
        _("in the installation's own network"), default=False, help_text=_("Only then an internal address is reached.")
    )
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"), default=timezone.now)

    class Meta:
        verbose_name = _("host that webhooks may reach")
        verbose_name_plural = _("hosts that webhooks may reach")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def waiting(self, now: datetime) -> SubscriptionQuerySet:
        """Those that may be served now."""
        ready = self.filter(paused_at=None, next_at__lte=now, user__is_active=True)
        return ready.select_related("user__zone", "key").order_by("pk")

    def claim(self, one: Subscription, now: datetime, until: datetime) -> bool:
        """Take a subscription for one delivery; False where another process was faster."""
        return self.filter(pk=one.pk, paused_at=None, next_at__lte=now).update(next_at=until) == 1


class Subscription(Sealed):
    """One address that is told what its owner may see of some lines. Its signing word is encrypted."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="subscriptions", verbose_name=_("owner"))
    name = models.CharField(_("what it is for"), max_length=60)
    url = models.CharField(_("address that is told"), max_length=500)
    lines = models.JSONField(_("told of these lines"), default=list)
    delivered_to = models.BigIntegerField(_("delivered up to moment"), default=0)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    next_at = models.DateTimeField(_("next try"), default=timezone.now)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    trouble = models.CharField(pgettext_lazy("webhook", "what went wrong"), max_length=300, blank=True)
    paused_at = models.DateTimeField(_("paused at"), null=True)

    objects: ClassVar[Any] = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """Where it goes, without the path, which may hold a secret of the receiver."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    @property
    def behind(self) -> int:
        """How many moments have been recorded since the last it delivered."""
        last = Moment.objects.last()
        return max(0, (last.number if last else 0) - self.delivered_to)


class Delivery(models.Model):
    """One try to tell: moments from and to, how many events, and what the other side answered."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="deliveries")
    at = models.DateTimeField(_("at"))
    first = models.BigIntegerField(_("from moment"))
    last = models.BigIntegerField(_("to moment"))
    events = models.PositiveIntegerField(_("events"))
    went_out = models.BooleanField(_("taken"))
    said = models.CharField(_("what the other side said"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"
