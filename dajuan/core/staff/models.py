"""Zones, offices, posts and accounts: who serves where, from when to when."""

from __future__ import annotations

from datetime import date
from typing import Any

import rules
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.staff.asking import ask
from dajuan.look.languages import in_reading


class Zone(models.Model):
    """An organisation whose rows are kept apart; an installation holds one or more."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    in_use_since = models.DateField(_("system in use since"), help_text=_("The ledger knows nothing earlier."))

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")

    def __str__(self) -> str:
        """The name in the reader's language."""
        return in_reading(self.name, self.name_en)


class User(AbstractUser):
    """A staff account from the roster. What it may do comes from its posts, never from the account."""

    zone = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("zone"))
    name = models.CharField(pgettext_lazy("person", "name"), max_length=40, blank=True)
    temporary_password = models.BooleanField(
        _("temporary password"), default=False, help_text=_("Set by somebody else: changed at the next sign-in.")
    )

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name or self.username

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether a right follows from this person's posts (rights.py); no other backend answers any question."""
        return (self.is_active and self.is_superuser) or bool(rules.has_perm(perm, self, obj))

    def posts_now(self) -> list[Post]:
        """The posts held today, with their offices; asked once per request."""
        held: list[Post] | None = getattr(self, "_posts_now", None)
        if held is None:
            held = ask(_posts_held, self.pk, timezone.localdate())
            self._posts_now = held
        return held

    @property
    def office(self) -> Office | None:
        """The office for which this person acts: that of the first post held today."""
        posts = self.posts_now()
        return posts[0].office if posts else None


class OfficeQuerySet(models.QuerySet["Office"]):
    def standing_on(self, day: date) -> OfficeQuerySet:
        """Offices that existed on a day."""
        return self.filter(from_on__lte=day).filter(Q(to_on__isnull=True) | Q(to_on__gt=day))

    def under(self, office: Office) -> OfficeQuerySet:
        """An office and everything below it in the tree."""
        return self.filter(path__startswith=office.path)


class Office(models.Model):
    """A bureau, section, street or unit, from a day to a day, in a tree."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="offices", verbose_name=_("zone"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    path = models.CharField(max_length=200, editable=False, db_index=True, help_text="/1/4/9/: the tree as a prefix")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"), null=True, blank=True, help_text=_("First day on which it no longer exists."))

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["path"]

    def __str__(self) -> str:
        """The name in the reader's language."""
        return in_reading(self.name, self.name_en)

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the path of this office in step with its place in the tree."""
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path != self.path:
            self.path = path
            super().save(update_fields=["path"])


class Charge(models.Model):
    """Which office keeps which line of work, from a day to a day. Each line has one keeper on a day."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="charges", verbose_name=_("office"))
    line = models.CharField(_("line of work"), max_length=20)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")

    def __str__(self) -> str:
        return f"{self.office}: {self.line}"


class PostQuerySet(models.QuerySet["Post"]):
    def held_on(self, day: date) -> PostQuerySet:
        """Posts held on a day, substantive ones first."""
        return (
            self.filter(from_on__lte=day).filter(Q(to_on__isnull=True) | Q(to_on__gt=day)).order_by("acting", "from_on")
        )


class Post(models.Model):
    """Somebody serves in an office in a role, from a day to a day, perhaps only acting."""

    class Role(models.TextChoices):
        CLERK = "clerk", _("clerk")
        SPECIALIST = "specialist", _("project specialist")
        COMMUNITY = "community", _("community officer")
        CHIEF = "chief", _("section chief")
        HEAD = "head", _("bureau head")
        OFFICE = "office", _("general office")
        LEADER = "leader", _("leader")
        AUDITOR = "auditor", _("auditor")
        SYSTEM = "system", _("system administrator")

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name=_("account"))
    office = models.ForeignKey(Office, models.PROTECT, related_name="posts", verbose_name=_("office"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    acting = models.BooleanField(_("acting"), default=False)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.office}"


def _posts_held(user: int, day: date) -> PostQuerySet:
    return Post.objects.filter(user=user).held_on(day).select_related("office", "office__zone")


class RosterChange(models.Model):
    """Who changed what in the roster, when: accounts, posts, offices, charges. Read by auditors."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("changed by"))
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)
    what = models.CharField(_("what"), max_length=300)

    class Meta:
        verbose_name = _("change of the roster")
        verbose_name_plural = _("changes of the roster")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.what


Visitor = User | AnonymousUser
