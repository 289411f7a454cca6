"""Acceptance with papers missing (容缺受理): only minor ones, on a commitment, by a day.

Examination runs as usual; the day may not lie beyond the promised limit; a paper counts on the day it reaches the
office; the result is withheld until all are there (domain.md 2.5, [S40]).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Evidence, one_standing
from dajuan.core.staff.models import User
from dajuan.lines.services.models.case_entries import (
    BEFORE_ACCEPTANCE,
    CaseEntry,
    CaseStage,
    PartOfCase,
)
from dajuan.lines.services.models.handed import PaperState, mark
from dajuan.lines.services.models.handing_in import Acceptance, due_day


class MissingCommitment(CaseEntry):
    """The applicant committed to hand in minor papers later; the notice stands in two copies."""

    missing = models.JSONField(_("papers missing"), default=list, help_text="codes of the kinds of papers")
    papers = models.PositiveSmallIntegerField(_("number of papers missing"))
    due_on = models.DateField(_("to be handed in by"))

    facts = ("missing", "due_on")

    class Meta(CaseEntry.Meta):
        verbose_name = _("commitment to hand in missing papers")
        verbose_name_plural = _("commitments to hand in missing papers")
        constraints = [one_standing("case")]


class MissingSupplied(CaseEntry):
    """All missing papers reached the office; `at` is when the last one did."""

    in_time = models.BooleanField(_("in time"))
    force_majeure = models.BooleanField(_("prolonged for force majeure"), default=False)

    facts = ("in_time", "force_majeure")

    class Meta(CaseEntry.Meta):
        verbose_name = _("missing papers handed in")
        verbose_name_plural = _("missing papers handed in")
        constraints = [one_standing("case")]


class Consequence(models.TextChoices):
    """What followed from a commitment that was not kept."""

    RETURNED = "returned", pgettext_lazy("broken commitment", "case returned")
    CREDIT = "credit", pgettext_lazy("broken commitment", "case returned and entered in the credit record")


class MissingLapsed(CaseEntry):
    """The day passed and the papers had not come: the case ended without a result."""

    consequence = models.CharField(_("consequence"), max_length=12, choices=Consequence.choices)

    facts = ("consequence",)

    class Meta(CaseEntry.Meta):
        verbose_name = _("lapse of a commitment")
        verbose_name_plural = _("lapses of commitments")
        constraints = [one_standing("case")]


class WithMissing(PartOfCase):
    """What concerns missing papers; mixed into Case."""

    def accept_with_missing(
        self,
        act: Act,
        *,
        at: datetime,
        missing: Sequence[str],
        due_on: date,
        examiner: User | None = None,
        text: str = "",
    ) -> Acceptance:
        """Accept on a commitment. Refuses a main paper, a matter that does not allow it, and a day beyond the limit."""
        self.take(act)
        self.expect(*BEFORE_ACCEPTANCE, refusal=_("Only an application not yet accepted can be accepted."))
        if not missing:
            raise Refused(_("Say which papers are missing."), field="missing")
        self._refuse_main(missing)
        self._refuse_beyond_the_limit(at, due_on)
        self.missing_by = due_on
        facts: dict[str, Any] = {"missing": list(missing), "papers": len(missing), "due_on": due_on}
        acceptance: Acceptance = self.accept(act, at=at, examiner=examiner, with_missing=True)  # type: ignore[attr-defined]  # of HandedIn
        mark(self, missing, PaperState.MISSING)
        self.happen(act, MissingCommitment, at, text=text, **facts)
        return acceptance

    def supply_missing(
        self, act: Act, *, at: datetime, papers: Sequence[Evidence] = (), force_majeure: bool = False
    ) -> MissingSupplied:
        """The missing papers are there. After the day they are refused, unless force majeure prolonged it."""
        self.take(act)
        commitment = self.commitment
        if commitment is None or self.missing_by is None:
            raise Refused(_("No papers are missing."))
        in_time = timezone.localdate(at) <= commitment.due_on
        if not in_time and not force_majeure:
            words = {"day": date_format(commitment.due_on)}
            late = _("The papers were to come by %(day)s. Record the lapse, or that force majeure prolonged it.")
            raise Refused(str(late) % words)
        self.missing_by = None
        entry = self.happen(act, MissingSupplied, at, in_time=in_time, force_majeure=force_majeure)
        act.attach(entry, *papers)
        return entry

    def lapse(self, act: Act, *, at: datetime, consequence: str = Consequence.RETURNED) -> MissingLapsed:
        """The day passed: the case ends without a result."""
        self.take(act)
        commitment = self.commitment
        if commitment is None or self.missing_by is None:
            raise Refused(_("No papers are missing."))
        if timezone.localdate(at) <= commitment.due_on:
            raise Refused(str(_("The papers may still come until %(day)s.")) % {"day": date_format(commitment.due_on)})
        self.missing_by, self.stage = None, CaseStage.RETURNED
        return self.happen(act, MissingLapsed, at, consequence=consequence)

    @property
    def commitment(self) -> MissingCommitment | None:
        """The commitment under which the case was accepted, None without one."""
        return self.known(MissingCommitment)

    def _refuse_main(self, missing: Sequence[str]) -> None:
        version = self.version
        if version is None or not version.allows_missing:
            raise Refused(_("This matter is not accepted with papers missing."))
        materials: Any = version.materials.select_related("paper")
        main = [one.paper.name for one in materials if one.is_main and one.paper.code in missing]
        if main:
            words = {"papers": "、".join(main)}
            raise Refused(str(_("Main papers may not be missing: %(papers)s.")) % words, field="missing")
        unknown = set(missing) - {one.paper.code for one in materials}
        if unknown:
            raise Refused(_("This paper is not asked for by the matter."), field="missing")

    def _refuse_beyond_the_limit(self, at: datetime, due_on: date) -> None:
        version = self.version
        last = due_day(version.unit, version.limit, at)
        if due_on < timezone.localdate(at):
            raise Refused(_("This day lies before the acceptance."), field="due_on")
        if last and due_on > last:
            words = {"day": date_format(last)}
            raise Refused(str(_("Not beyond the promised limit, %(day)s.")) % words, field="due_on")
