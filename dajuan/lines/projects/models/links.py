"""Links by which a project unit reports its months without an account (office.md 13).

A link opens one project and lasts until a day; with it goes a code of six digits, told once and by another way. Of both
only keyed hashes are kept. What is sent is a draft of the specialist who made the link and waits for review.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.vault import search_word
from dajuan.core.staff.models import Office, User, Zone
from dajuan.lines.projects.models.projects import Project


class UnitLinkQuerySet(models.QuerySet["UnitLink"]):
    def open_on(self, day: date) -> UnitLinkQuerySet:
        """Links that can still be used on a day."""
        return self.filter(revoked_at=None, expires_on__gte=day)

    def make(
        self, project: Project, *, unit: str, expires_on: date, by: User, office: Office
    ) -> tuple[UnitLink, str, str]:
        """A new link with its token and its code, both told only now."""
        token, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**6):06d}"
        link = self.create(
            zone=project.zone,
            project=project,
            unit=unit,
            expires_on=expires_on,
            made_by=by,
            office=office,
            token_word=_token_word(token),
            code_word=_code_word(token, code),
        )
        return link, token, code

    def of(self, token: str) -> UnitLink | None:
        """The link of a token, ended or not; None where there never was one."""
        return self.filter(token_word=_token_word(token)).select_related("project", "office").first()


class UnitLink(models.Model):
    """One unit may report on one project until a day, unless the link is revoked before."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="links", verbose_name=_("project"))
    unit = models.CharField(_("unit that reports"), max_length=120)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("office"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    expires_on = models.DateField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    token_word = models.CharField(max_length=64, unique=True, help_text="keyed hash of the token")
    code_word = models.CharField(max_length=64, help_text="keyed hash of the code")

    objects: ClassVar[UnitLinkQuerySet] = UnitLinkQuerySet.as_manager()  # type: ignore[assignment]  # its manager

    class Meta:
        verbose_name = _("link for monthly reports")
        verbose_name_plural = _("links for monthly reports")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(unit=""), name="projects_link_names_a_unit")]

    def __str__(self) -> str:
        return f"{self.unit}: {self.project}"

    def is_open_on(self, day: date) -> bool:
        """Whether it can still be used."""
        return self.revoked_at is None and day <= self.expires_on

    def fits(self, token: str, code: str) -> bool:
        """Whether the code belongs to the link."""
        return hmac.compare_digest(self.code_word, _code_word(token, code))


def _token_word(token: str) -> str:
    return search_word(token, "projects.unit-token")


def _code_word(token: str, code: str) -> str:
    return search_word(f"{token}:{''.join(code.split())}", "projects.unit-code")
