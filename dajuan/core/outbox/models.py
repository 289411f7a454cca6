"""Channels, what a person prefers, messages and every try to send one."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records import vault
from dajuan.core.records.models import SecretKey
from dajuan.core.staff.models import User, Zone

BACK_OFF = (1, 5, 30, 120, 720)  # minutes before the next try; after the last one it has failed


class Sealed(models.Model):
    """A row one column of which is encrypted under a key of its own."""

    key = models.ForeignKey(SecretKey, models.PROTECT, null=True, editable=False, related_name="+")
    sealed = models.BinaryField(editable=False, default=b"")

    class Meta:
        abstract = True

    @property
    def secrets(self) -> dict[str, str]:
        """What is encrypted, by name; empty where nothing is."""
        if self.key is None or not self.sealed:
            return {}
        return vault.decrypt_texts(self.key, bytes(self.sealed), self._place())

    def keep_secret(self, **texts: str) -> None:
        """Encrypt these texts in place of what was; not yet saved."""
        self.key = self.key or vault.make_key()
        self.sealed = vault.encrypt_texts(self.key, texts, self._place())

    @classmethod
    def _place(cls) -> str:
        return f"{cls._meta.label_lower}.sealed"


class Channel(Sealed):
    """One way out of a zone. Its address and its secret are encrypted."""

    class Kind(models.TextChoices):
        WECOM = "wecom", _("WeCom group robot")
        DINGTALK = "dingtalk", _("DingTalk group robot")
        SMS = "sms", _("SMS gateway")
        MAIL = "mail", _("e-mail")
        FILE = "file", _("file in the data directory")

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="channels", verbose_name=_("zone"))
    kind = models.CharField(pgettext_lazy("channel", "kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=40)
    usual = models.BooleanField(
        _("usual channel"), default=False, help_text=_("For everybody who has chosen no other channel.")
    )
    in_use = models.BooleanField(_("switched on"), default=True)

    class Meta:
        verbose_name = pgettext_lazy("outbox", "channel")
        verbose_name_plural = pgettext_lazy("outbox", "channels")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["zone", "name"], name="one_channel_per_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def needs_an_address(self) -> bool:
        """Whether it reaches a person only by an address of that person's own."""
        return self.kind in {self.Kind.SMS, self.Kind.MAIL}


class Preference(Sealed):
    """How one person wants to be reminded. The own address is encrypted; e-mail may stand on the account."""

    user = models.OneToOneField(User, models.CASCADE, related_name="reminders")
    channel = models.ForeignKey(
        Channel,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("outbox", "channel"),
    )
    off = models.BooleanField(_("no reminders"), default=False)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_to = models.TimeField(_("quiet until"), null=True, blank=True)
    language = models.CharField(
        _("language of reminders"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )

    class Meta:
        verbose_name = _("preference of a person")
        verbose_name_plural = _("preferences of persons")

    def __str__(self) -> str:
        return str(self.user)

    def awake_at(self, now: datetime) -> datetime:
        """The first instant from now on that is not quiet."""
        start, end = self.quiet_from, self.quiet_to
        local = timezone.localtime(now)
        if start is None or end is None or start == end or not _within(local.time(), start, end):
            return now
        day = local.date() + timedelta(days=1 if local.time() >= end else 0)
        return timezone.make_aware(datetime.combine(day, end))


def _within(now: time, start: time, end: time) -> bool:
    return start <= now < end if start < end else now >= start or now < end


class MessageQuerySet(models.QuerySet["Message"]):
    def ready(self, now: datetime) -> MessageQuerySet:
        """Those to be sent now by channels that are switched on, oldest first."""
        waiting = self.filter(state=Message.State.WAITING, not_before__lte=now, channel__in_use=True)
        return waiting.select_related("channel", "user").order_by("pk")

    def claim(self, message: Message, now: datetime) -> bool:
        """Take a message for sending; False where another process was faster."""
        mine = self.filter(pk=message.pk, state=Message.State.WAITING)
        return mine.update(state=Message.State.SENDING, claimed_at=now, tries=models.F("tries") + 1) == 1


class Message(models.Model):
    """One reminder to one person: a title and a link, nothing else."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("message", "waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        UNKNOWN = "unknown", _("not known whether it arrived")
        DROPPED = "dropped", pgettext_lazy("outbox", "dropped")

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", verbose_name=_("zone"))
    user = models.ForeignKey(User, models.PROTECT, related_name="messages", verbose_name=pgettext_lazy("message", "to"))
    channel = models.ForeignKey(
        Channel, models.PROTECT, related_name="messages", verbose_name=pgettext_lazy("outbox", "channel")
    )
    title = models.CharField(_("title"), max_length=200)
    link = models.CharField(pgettext_lazy("outbox", "link"), max_length=300)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    state = models.CharField(
        pgettext_lazy("message", "state"), max_length=8, choices=State.choices, default=State.WAITING
    )
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    trouble = models.CharField(pgettext_lazy("outbox", "why not"), max_length=300, blank=True)

    objects: ClassVar[Any] = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("outbox", "message")
        verbose_name_plural = pgettext_lazy("outbox", "messages")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "not_before"], name="messages_by_state")]

    def __str__(self) -> str:
        return self.title

    def settle(self, state: str, *, at: datetime, trouble: str = "") -> None:
        """Write down how a try ended."""
        self.state, self.trouble = state, trouble[:300]
        self.sent_at = at if state == self.State.SENT else None
        self.save(update_fields=["state", "trouble", "sent_at", "not_before"])
        Attempt.objects.create(message=self, at=at, went_out=state == self.State.SENT, said=trouble[:300])

    def put_off(self, *, at: datetime, trouble: str) -> None:
        """Try again later; failed after the last try."""
        if self.tries > len(BACK_OFF):
            self.settle(self.State.FAILED, at=at, trouble=trouble)
            return
        self.not_before = at + timedelta(minutes=BACK_OFF[self.tries - 1])
        self.settle(self.State.WAITING, at=at, trouble=trouble)


class Attempt(models.Model):
    """One try to send a message, and what the other side said."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attempts")
    at = models.DateTimeField(_("at"))
    went_out = models.BooleanField(_("went out"))
    said = models.CharField(_("what the other side said"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("try")
        verbose_name_plural = _("tries")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Reminded(models.Model):
    """Somebody has been told of one due thing at one stage (a day before, on the day, overdue): never twice."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    word = models.CharField(max_length=64, help_text="digest of the thing's address, its day and the stage")
    day = models.DateField()

    class Meta:
        verbose_name = _("thing somebody was reminded of")
        verbose_name_plural = _("things somebody was reminded of")
        constraints = [models.UniqueConstraint(fields=["user", "word"], name="one_reminder_per_thing_and_stage")]

    def __str__(self) -> str:
        return self.word


class Sweep(models.Model):
    """All due lists were looked through once for this part of a day, such as 2020-09-01 08."""

    slot = models.CharField(max_length=20, unique=True)
    begun_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("look through the due lists")
        verbose_name_plural = _("looks through the due lists")

    def __str__(self) -> str:
        return self.slot


def preference_of(user: User) -> Preference:
    """What a person prefers; the usual where nothing was chosen (not saved)."""
    found: Preference | None = Preference.objects.filter(user=user).select_related("channel", "key").first()
    return found or Preference(user=user)


def address_of(user: User, channel: Channel, preference: Preference) -> str:
    """Where a channel reaches a person: the encrypted own address, for e-mail else the account's; may be empty."""
    own = preference.secrets.get("address", "")
    if channel.kind == Channel.Kind.MAIL:
        return own if "@" in own else user.email
    return "" if "@" in own else own


def channel_for(user: User, preference: Preference) -> Channel | None:
    """The channel by which a person is reminded; None where none reaches the person, or none is wanted."""
    if preference.off:
        return None
    chosen = preference.channel
    if chosen is None or not chosen.in_use:
        chosen = Channel.objects.filter(zone=user.zone_id, usual=True, in_use=True).first()
    if chosen is None or (chosen.needs_an_address and not address_of(user, chosen, preference)):
        return None
    return chosen


def put_out(
    user: User, *, title: str, link: str, now: datetime, preference: Preference | None = None
) -> Message | None:
    """Let a message wait for sending; None where nothing reaches the person. `title` holds nothing personal."""
    preference = preference or preference_of(user)
    channel = channel_for(user, preference)
    if channel is None:
        return None
    made: Message = Message.objects.create(
        zone=user.zone or channel.zone,  # an applicant from outside serves in none
        user=user,
        channel=channel,
        title=title[:200],
        link=f"{settings.ADDRESS}{link}",
        made_at=now,
        not_before=preference.awake_at(now),
    )
    return made
