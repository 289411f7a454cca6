"""What lies beside a case: its texts, encrypted; the papers handed in; an application not yet handed in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.people.private import PrivateRow
from dajuan.core.records import vault
from dajuan.core.records.models import Evidence
from dajuan.core.staff.models import User, Zone

LATEST_CASES = 100  # of an applicant, whose papers may be used again


class CaseTexts(PrivateRow):
    """What was filled in and written about a case, by name, under the key of the case."""

    case = models.OneToOneField("services.Case", models.PROTECT, related_name="+")

    @property
    def owner(self) -> Any:
        return self.case


class PaperState(models.TextChoices):
    """How a paper asked for stands at pre-check."""

    HANDED = "handed", pgettext_lazy("paper", "handed in")
    FLAWED = "flawed", pgettext_lazy("paper", "flawed")
    MISSING = "missing", pgettext_lazy("paper", "missing")


class CasePaper(models.Model):
    """One paper of a case: the file, or that it was shown, or that it is missing."""

    case = models.ForeignKey("services.Case", models.PROTECT, related_name="papers")
    paper = models.ForeignKey("services.PaperKind", models.PROTECT, related_name="+", verbose_name=_("kind of paper"))
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, related_name="+")
    reused_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(
        pgettext_lazy("paper", "state"), max_length=8, choices=PaperState.choices, default=PaperState.HANDED
    )
    handed_at = models.DateTimeField(_("handed in at"), default=timezone.now)

    class Meta:
        verbose_name = _("paper of a case")
        verbose_name_plural = _("papers of cases")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.paper}"


class ApplicationDraft(PrivateRow):
    """An application somebody has begun: what was typed and the files, encrypted under the key the case will have."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    matter = models.ForeignKey(
        "services.Matter", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("matter")
    )
    package = models.ForeignKey(
        "services.Package", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("package")
    )
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("begun by"))
    token = models.CharField(max_length=40, unique=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("application begun")
        verbose_name_plural = _("applications begun")
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return f"{self.matter or self.package} {self.changed_at:%Y-%m-%d}"

    @property
    def owner(self) -> Any:
        return self

    def discard(self) -> None:
        """Throw it away; its key goes, and with it what was typed and sent."""
        self.delete()
        vault.end_today(self.key_id)


class DraftPaper(models.Model):
    """A file of an application begun, or the earlier paper it uses again with the applicant's consent."""

    draft = models.ForeignKey(ApplicationDraft, models.CASCADE, related_name="papers")
    paper = models.ForeignKey("services.PaperKind", models.PROTECT, related_name="+", verbose_name=_("kind of paper"))
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, related_name="+")
    reused_from = models.ForeignKey(CasePaper, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("file of an application begun")
        verbose_name_plural = _("files of applications begun")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.paper}"


def mark(case: Any, codes: Sequence[str], state: PaperState) -> None:
    """Say of papers of a case, by the codes of their kinds, that they are flawed or missing."""
    CasePaper.objects.filter(case=case, paper__code__in=codes).exclude(state=PaperState.MISSING).update(state=state)


def new_token() -> str:
    """What makes an application sent twice one case."""
    return secrets.token_urlsafe(18)


def reusable(*, company: Any = None, person: Any = None) -> Any:
    """Papers of the same applicant's latest cases that may be used again, latest first; none for nobody.

    Whoever uses one asks for the applicant's consent first. An agency has thousands of cases: not all are gone through.
    """
    cases: Any = CasePaper._meta.get_field("case").related_model
    mine = Q(pk__in=[])
    for name, applicant in (("company", company), ("person", person)):
        if applicant is not None:
            latest = cases._base_manager.filter(**{name: applicant}).order_by("-pk").values("pk")
            mine |= Q(case__in=latest[:LATEST_CASES])
    rows = CasePaper.objects.filter(mine, state=PaperState.HANDED, evidence__isnull=False)
    return rows.select_related("paper", "evidence", "case").order_by("-case_id", "-pk")
