"""Keys of persons: for programs that ask the interface, and for the address of a calendar. Only their hash is kept."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.staff.models import User

USED_AGAIN = timedelta(minutes=10)  # "last used" is written no oftener
LONGEST = timedelta(days=366)


class TokenQuerySet(models.QuerySet["Token"]):
    def good_at(self, now: datetime) -> Self:
        """Neither revoked nor past its end."""
        return self.filter(revoked_at=None).filter(Q(expires_at=None) | Q(expires_at__gt=now))

    def make(
        self, user: User, kind: str, name: str, scopes: list[str], expires_at: datetime | None
    ) -> tuple[Token, str]:
        """A new key and its word, which is told this once."""
        word = f"dj-{secrets.token_urlsafe(32)}"
        made = self.create(
            user=user, kind=kind, name=name, scopes=scopes, expires_at=expires_at, hash=digest(word), hint=word[:7]
        )
        return made, word

    def of_word(self, word: str, kind: str, now: datetime) -> Token | None:
        """The good key of a word; None alike for a wrong, a revoked and an old one, and where its person is gone."""
        found = self.good_at(now).filter(hash=digest(word), kind=kind).select_related("user__zone").first()
        if found is None or not found.user.is_active or found.user.temporary_password:
            return None
        if found.used_at is None or now - found.used_at > USED_AGAIN:
            self.filter(pk=found.pk).update(used_at=now)
        return found


class Token(models.Model):
    """One key of one person. What it opens is what the person may see and do, narrowed by its scopes."""

    class Kind(models.TextChoices):
        PROGRAM = "program", _("for a program")
        CALENDAR = "calendar", _("calendar feed")

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    kind = models.CharField(pgettext_lazy("key", "kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("what it is for"), max_length=60)
    scopes = models.JSONField(_("what it opens"), default=list)
    hash = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=10, editable=False)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    expires_at = models.DateTimeField(_("good until"), null=True, blank=True)
    used_at = models.DateTimeField(_("last used"), null=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)

    objects: ClassVar[Any] = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("key of a program")
        verbose_name_plural = _("keys of programs")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    def is_good_at(self, now: datetime) -> bool:
        """Whether it still opens something."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)

    @property
    def is_good(self) -> bool:
        return self.is_good_at(timezone.now())


def digest(word: str) -> str:
    """How a word is kept. It has 256 random bits: nobody tries them out, so a plain hash is enough."""
    return sha256(word.encode("utf-8", "replace")).hexdigest()
