"""What everything about a case shares: its stages, and the entry that carries what the case was that day."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.companies.models import Company
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, SecretKey
from dajuan.core.records.vault import private_mac
from dajuan.core.staff.models import Office
from dajuan.lines.services.models.kinds import Channel, MatterKind

E = TypeVar("E", bound=Entry)


class CaseStage(models.TextChoices):
    """How far a case is. What was refused before acceptance, or fell with its missing papers, goes no further."""

    SUBMITTED = "submitted", pgettext_lazy("case", "submitted")
    SUPPLEMENT = "supplement", pgettext_lazy("case", "supplement asked")
    ACCEPTED = "accepted", pgettext_lazy("case", "accepted")
    EXAMINING = "examining", pgettext_lazy("case", "under examination")
    SUSPENDED = "suspended", pgettext_lazy("case", "special procedure")
    DECIDED = "decided", pgettext_lazy("case", "decided")
    DELIVERED = "delivered", pgettext_lazy("case", "result delivered")
    ARCHIVED = "archived", pgettext_lazy("case", "archived")
    REFUSED = "refused", pgettext_lazy("case", "not accepted")
    RETURNED = "returned", pgettext_lazy("case", "returned")


BEFORE_ACCEPTANCE = (CaseStage.SUBMITTED, CaseStage.SUPPLEMENT)
RUNNING = (CaseStage.ACCEPTED, CaseStage.EXAMINING)
IN_HAND = (*RUNNING, CaseStage.SUSPENDED)
CLOSED = (CaseStage.DECIDED, CaseStage.DELIVERED, CaseStage.ARCHIVED)
ENDED = (CaseStage.REFUSED, CaseStage.RETURNED)


class CaseEntry(Entry):
    """Something that happened to a case at an instant, with what the case was: figures read it here.

    `happened_on` is the day of `at`. What was written about it stands encrypted beside the case, under `words`.
    """

    case = models.ForeignKey(
        "services.Case",
        models.PROTECT,
        related_name="+",
        related_query_name="%(class)s",  # so that a case may say which of them rests on which
        verbose_name=pgettext_lazy("government service", "case"),
    )
    at = models.DateTimeField(pgettext_lazy("case", "at"))
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name=_("responsible office"), db_index=False
    )
    matter = models.ForeignKey(
        "services.Matter", models.PROTECT, null=True, related_name="+", verbose_name=_("matter"), db_index=False
    )
    package = models.ForeignKey(
        "services.Package", models.PROTECT, null=True, related_name="+", verbose_name=_("package"), db_index=False
    )
    matter_code = models.CharField(_("code of the matter"), max_length=80)
    matter_kind = models.CharField(_("kind of matter"), max_length=2, choices=MatterKind.choices, blank=True)
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, related_name="+", verbose_name=_("enterprise"), db_index=False
    )
    channel = models.CharField(pgettext_lazy("case", "channel"), max_length=12, choices=Channel.choices)
    window = models.CharField(_("window"), max_length=40, blank=True)
    words = models.CharField(max_length=40, blank=True, help_text="under which name its texts stand beside the case")

    subject_field = "case"
    private_by = "case__key"

    class Meta(Entry.Meta):
        abstract = True

    def private_part(self) -> tuple[SecretKey, dict[str, str]] | None:
        """What was written about it, while the key of the case lives."""
        case: Any = self.case
        if not self.words or case.key is None or case.key.wrapped is None:
            return None
        text = case.texts.get(self.words)
        return (case.key, {self.words: text}) if text else None

    def shown_facts(self) -> list[tuple[str, Any]]:
        """Name and value of each fact that was given."""
        named = super().shown_facts() if self.facts else []  # without facts of its own an entry is its day alone
        return [(name, value) for name, value in named if value not in (None, "", [])]


class PartOfCase:
    """One side of what a case does, mixed into Case, whose ways it counts on."""

    if TYPE_CHECKING:
        pk: Any
        stage: str
        number: str
        version: Any
        matter: Any
        was_stopped: bool
        extended: int
        missing_by: date | None

        @property
        def decided_at(self) -> datetime | None: ...
        def entry(self, entry: type[E], **facts: Any) -> E: ...
        def take(self, act: Act, *, ours: bool = False) -> None: ...
        def known(self, kind: type[E]) -> E | None: ...
        def keep(self, entry: E) -> E: ...
        def write(self, **texts: str) -> SecretKey: ...

    def happen(self, act: Act, kind: type[E], at: datetime, *, text: str = "", words: str = "", **facts: Any) -> E:
        """Enter something that happened to the case at an instant; what was written goes beside it, encrypted."""
        if at > act.clock():
            raise Refused(_("This instant lies in the future."), field="at")
        if text := text.replace("\x00", "").strip():
            words = words or kind._meta.model_name or ""
            facts |= {"words": words, "private_mac": private_mac(self.write(**{words: text}), {words: text})}
        return self.keep(act.enter(self.entry(kind, at=at, happened_on=timezone.localdate(at), **facts)))

    def expect(self, *stages: str, refusal: Any) -> None:
        """Refuse where the case is at none of these stages; it says where it is."""
        if self.stage not in stages:
            words = {"rule": refusal, "stage": CaseStage(self.stage).label}
            raise Refused(str(_("%(rule)s This case is: %(stage)s.")) % words)
