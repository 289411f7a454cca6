"""The catalogue of government services (政务服务事项): matters, their versions, what an applicant hands in.

A matter keeps its name and code; what the law and the office promise about it stands on a version with the day from
which it holds. A version in force is never changed: another takes its place, and cases begun under the old one stay
under it (domain.md 2.5; GB/T 39048 calls the version 实施清单).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.calendar.clocks import Unit
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import one_standing, today
from dajuan.core.records.remembering import latest
from dajuan.core.rooms.subjects import RoomSubject, one_per, refuse_twice
from dajuan.core.staff.asking import ask
from dajuan.lines.services.models.crossing import OpenedElsewhere
from dajuan.lines.services.models.finding import FoundByWords
from dajuan.lines.services.models.kinds import (
    Audience,
    Channel,
    LifeEvent,
    MatterEntry,
    MatterKind,
    Mode,
)
from dajuan.lines.services.models.papers import PaperKind
from dajuan.look.languages import in_reading
from dajuan.values.credit_codes import State, check
from dajuan.values.pieces import as_column


class MatterQuerySet(FoundByWords):  # type: ignore[override]  # the stubs give each queryset an as_manager of its own
    def in_force(self) -> Self:
        """Those an applicant may apply for."""
        return self.filter(stage=Matter.Stage.IN_FORCE)


class Matter(OpenedElsewhere, RoomSubject):
    """One matter of the catalogue. What is promised about it stands on its versions."""

    class Stage(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("matter", "draft")
        IN_FORCE = "in-force", pgettext_lazy("matter", "in force")
        WITHDRAWN = "withdrawn", pgettext_lazy("matter", "withdrawn")

    code = models.CharField(_("code of the matter"), max_length=80)
    name = models.CharField(_("name"), max_length=300)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    kind = models.CharField(pgettext_lazy("matter", "kind"), max_length=2, choices=MatterKind.choices)
    audience = models.CharField(
        pgettext_lazy("matter", "for whom"), max_length=10, choices=Audience.choices, default=Audience.BOTH
    )
    department = models.CharField(
        _("department"), max_length=120, blank=True, help_text=_("As the catalogue names it.")
    )
    group = models.CharField(_("main item"), max_length=200, blank=True)
    life_event = models.CharField(_("theme of life"), max_length=12, choices=LifeEvent.choices, default=LifeEvent.OTHER)
    mode = models.CharField(
        pgettext_lazy("matter", "acceptance"), max_length=8, choices=Mode.choices, default=Mode.MIRRORED, editable=False
    )
    words = models.TextField(editable=False, help_text="its texts as pieces of two characters: values/pieces.py")
    stage = models.CharField(
        pgettext_lazy("matter", "state"), max_length=10, choices=Stage.choices, default=Stage.DRAFT, editable=False
    )

    page = "matters"
    narrowed_by: ClassVar[tuple[str, ...]] = ("stage", "kind", "audience", "life_event", "department", "mode")
    searched: ClassVar[tuple[str, ...]] = ("name", "code")
    copied: ClassVar[tuple[str, ...]] = ("office", "kind", "code", "mode")
    shown: ClassVar[tuple[str, ...]] = ("name_en", "group")
    open_stages: ClassVar[tuple[str, ...]] = (Stage.DRAFT,)
    milestones = ((Stage.IN_FORCE, "issues"), (Stage.WITHDRAWN, "withdrawals"))

    objects: ClassVar[Any] = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = _("government service")
        verbose_name_plural = _("catalogue of government services")
        constraints = [one_per("code", name="one_matter_per_code", message=_("This code of a matter is taken."))]
        indexes = [
            models.Index(fields=["zone", "id"], name="matter_list"),
            models.Index(fields=["zone", "stage", "id"], name="matter_stage"),
            models.Index(fields=["zone", "life_event", "id"], name="matter_life_event"),
            models.Index(fields=["zone", "department", "id"], name="matter_department"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With its words as they are found by."""
        self.tell_words()
        super().save(*args, **kwargs)

    def tell_words(self) -> None:
        """Write the column it is found by; for those saved in bulk."""
        self.words = as_column(
            self.name, self.name_en, self.code, self.department, self.group, str(LifeEvent(self.life_event).label)
        )

    @classmethod
    def remembered(cls) -> dict[str, Any]:
        return super().remembered() | {"mode": Coalesce(latest(AcceptanceSwitched, "mode"), F("mode"))}

    @property
    def told(self) -> str:
        """Its name in the reader's language, in Chinese where it has no other."""
        return in_reading(self.name, self.name_en)

    @property
    def verbs(self) -> tuple[str, ...]:
        if self.stage == self.Stage.WITHDRAWN:
            return ()
        waiting = ("issue",) if self.versions.unissued().exists() else ()
        return (*waiting, "switch", "open_to", "end") if self.stage == self.Stage.IN_FORCE else waiting

    def version_on(self, day: date) -> MatterVersion | None:
        """The version that holds for a case begun on a day; None before the first and after the last."""
        found: list[MatterVersion] = ask(_version_on, self.pk, day)
        return found[0] if found else None

    @property
    def now(self) -> MatterVersion | None:
        """The version that holds today, with its papers and steps at hand; None where none does."""
        rows = self.versions.on(today()).prefetch_related("materials__paper", "steps")
        found: MatterVersion | None = rows.first()
        return found

    def all_versions(self) -> Any:
        """Its versions, latest first, each with whether it was put into force."""
        return self.versions.annotate(issued=_issue())

    def warnings(self) -> list[str]:
        """What is odd about its code, and what its version has not said."""
        return [str(sentence) for sentence in oddities(self.code)]

    def issue(self, act: Act, *, happened_on: date, version: MatterVersion, document: str = "") -> MatterIssued:
        """A version comes into force. Refuses one that holds from no later day than the one it takes the place of."""
        act.lock(self)
        if self.withdrawals.standing().exists():
            raise Refused(_("This matter has been withdrawn."))
        if version.matter_id != self.pk:
            raise Refused(_("This version is of another matter."), field="version")
        refuse_twice(act, self.issues.filter(version=version), _("This version is in force already."))
        if act.standing(self.issues).filter(valid_from__gte=version.valid_from).exists():
            raise Refused(_("A version that holds from this day or a later one is in force."), field="version")
        version.refuse_unsound()
        return act.enter(
            self.entry(
                MatterIssued,
                happened_on=happened_on,
                version=version,
                document=document,
                papers=version.materials.count(),
                **version.issued_facts(),
            )
        )

    def switch(self, act: Act, *, happened_on: date, mode: str) -> AcceptanceSwitched:
        """Cases of it are accepted here from a day, or again on the superior platform."""
        act.lock(self)
        if mode == self.mode:
            raise Refused(_("It is accepted in this way already."), field="mode")
        own = {"office": self.office, "kind": self.kind, "code": self.code}
        return act.enter(AcceptanceSwitched(matter=self, mode=mode, happened_on=happened_on, **own))

    def end(self, act: Act, *, happened_on: date, because: str) -> MatterWithdrawn:
        """It is taken out of the catalogue; cases under way go on under the version they began with."""
        act.lock(self)
        refuse_twice(act, self.withdrawals, _("This matter has been withdrawn."))
        if not self.issues.standing().exists():
            raise Refused(_("It is not in force."))
        return act.enter(self.entry(MatterWithdrawn, happened_on=happened_on, because=because))


def _version_on(matter: int, day: date) -> Any:
    return MatterVersion.objects.filter(matter=matter).on(day)[:1]


ISSUED = ("valid_from", "legal_limit", "promised_limit", "unit", "on_the_spot", "allows_missing", "trips")


class MatterVersionQuerySet(models.QuerySet["MatterVersion"]):
    def issued(self) -> Self:
        """Those that have come into force."""
        return self.filter(_issue())

    def unissued(self) -> Self:
        """Those being drawn up."""
        return self.exclude(_issue())

    def on(self, day: date) -> Self:
        """Those that hold on a day, the one to go by first."""
        ended = Q(valid_to__isnull=False, valid_to__lt=day)
        return self.issued().filter(valid_from__lte=day).exclude(ended).order_by("-valid_from", "-number")


class MatterVersion(models.Model):
    """What holds of a matter from a day: basis, limits, channels, result, papers and steps.

    Limits are in `unit`; the promised one is never longer than the legal one, and neither is known for some matters.
    """

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="versions", verbose_name=_("government service"))
    number = models.PositiveSmallIntegerField(_("version"))
    valid_from = models.DateField(_("holds from"))
    valid_to = models.DateField(_("holds to"), null=True, blank=True)
    basis = models.TextField(_("legal basis"), blank=True)
    result = models.CharField(_("result handed out"), max_length=200, blank=True)
    legal_limit = models.PositiveSmallIntegerField(_("legal limit"), null=True, blank=True)
    promised_limit = models.PositiveSmallIntegerField(_("promised limit"), null=True, blank=True)
    unit = models.CharField(_("limit counted in"), max_length=12, choices=Unit.choices, default=Unit.WORKING_DAYS)
    channels = models.CharField(_("channels"), max_length=60, default=Channel.WINDOW, help_text="with commas between")
    on_the_spot = models.BooleanField(_("done on the spot"), default=False)
    allows_missing = models.BooleanField(_("accepted with minor papers missing"), default=False)
    trips = models.PositiveSmallIntegerField(_("trips to the hall"), default=1)
    guide_zh = models.TextField(_("guide in Chinese"), blank=True)
    guide_en = models.TextField(_("guide in English"), blank=True)

    objects: ClassVar[Any] = MatterVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a government service")
        verbose_name_plural = _("versions of government services")
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="one_version_per_number"),
            models.CheckConstraint(
                condition=Q(legal_limit__isnull=True)
                | Q(promised_limit__isnull=True)
                | Q(promised_limit__lte=F("legal_limit")),
                name="promised_within_legal",
                violation_error_message=_("The promised limit is longer than the legal one."),
            ),
        ]
        indexes = [models.Index(fields=["matter", "-valid_from"], name="version_valid_from")]

    def __str__(self) -> str:
        return str(_("version %(number)s, from %(day)s")) % {"number": self.number, "day": self.valid_from.isoformat()}

    @property
    def limit(self) -> int | None:
        """The limit an applicant may count on: the promised one, else the legal one; None where neither is known."""
        return self.legal_limit if self.promised_limit is None else self.promised_limit

    @property
    def channel_list(self) -> list[Channel]:
        """The ways in which a case may come in."""
        return [Channel(one) for one in self.channels.split(",") if one in Channel.values]

    @property
    def guide(self) -> str:
        """What an applicant reads, in the reader's language, in Chinese where it has no other."""
        return in_reading(self.guide_zh, self.guide_en)

    @property
    def asked(self) -> list[Material]:
        """The papers it asks for, main ones first."""
        return sorted(self.materials.all(), key=lambda row: (not row.is_main, row.position))

    def materials_at_hand(self) -> list[Material]:
        """What it asks for in its order, each with its kind of paper."""
        return ask(_materials_of, self.pk)

    def issued_facts(self) -> dict[str, Any]:
        """What its issue says as it does: figures read it on the entry."""
        return {name: getattr(self, name) for name in ISSUED}

    def main_papers(self) -> Any:
        """The papers without which nothing begins (主审要件)."""
        return self.materials.filter(is_main=True)

    def minor_papers(self) -> Any:
        """The papers that may be supplied later where the matter allows it (容缺材料)."""
        return self.materials.filter(is_main=False)

    def refuse_unsound(self) -> None:
        """Refuse to come into force as it stands."""
        if self.valid_to and self.valid_to < self.valid_from:
            raise Refused(_("It ends before it holds."), field="version")
        if None not in (self.legal_limit, self.promised_limit) and self.promised_limit > self.legal_limit:  # type: ignore[operator]  # both known
            raise Refused(_("The promised limit is longer than the legal one."), field="version")
        if self.allows_missing and not self.main_papers().exists():
            raise Refused(_("Say which papers are the main ones before anything may be missing."), field="version")

    def ask(self, *papers: PaperKind, is_main: bool = True) -> list[Material]:
        """Ask for papers, after those asked for already. Refuses one asked for twice: one paper once."""
        asked = set(self.materials.values_list("paper_id", flat=True))
        for place, paper in enumerate(papers):
            if paper.pk in asked or paper in papers[:place]:
                raise Refused(_("“%(paper)s” is asked for twice.") % {"paper": paper})
        rows = [
            Material(version=self, paper=paper, is_main=is_main, position=position)
            for position, paper in enumerate(papers, len(asked) + 1)
        ]
        return Material.objects.bulk_create(rows)


class Material(models.Model):
    """A paper a version asks for: a main one, or a minor one."""

    version = models.ForeignKey(MatterVersion, models.CASCADE, related_name="materials")
    paper = models.ForeignKey(PaperKind, models.PROTECT, related_name="+", verbose_name=_("kind of paper"))
    is_main = models.BooleanField(_("main paper"), default=True)
    copies = models.PositiveSmallIntegerField(_("copies"), default=1)
    note = models.CharField(_("note on the paper"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("paper asked for")
        verbose_name_plural = _("papers asked for")
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=["version", "paper"],
                name="one_paper_once",
                violation_error_message=_("This paper is asked for already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.paper)


def _materials_of(version: int) -> Any:
    return Material.objects.filter(version=version).select_related("paper")


class MatterIssued(MatterEntry):
    """A version of a matter came into force."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="issues", verbose_name=_("government service"))
    version = models.ForeignKey(MatterVersion, models.PROTECT, related_name="issues", verbose_name=_("version"))
    valid_from = models.DateField(_("holds from"))
    papers = models.PositiveSmallIntegerField(_("papers asked for"))
    legal_limit = models.PositiveSmallIntegerField(_("legal limit"), null=True)
    promised_limit = models.PositiveSmallIntegerField(_("promised limit"), null=True)
    unit = models.CharField(_("limit counted in"), max_length=12, choices=Unit.choices)
    on_the_spot = models.BooleanField(_("done on the spot"))
    allows_missing = models.BooleanField(_("accepted with minor papers missing"))
    trips = models.PositiveSmallIntegerField(_("trips to the hall"))
    document = models.CharField(_("number of the document"), max_length=120, blank=True)

    facts = ("version", "papers", "legal_limit", "promised_limit", "document")

    class Meta(MatterEntry.Meta):
        verbose_name = _("version of a matter came into force")
        verbose_name_plural = _("versions of matters that came into force")
        constraints = [one_standing("matter", "version")]


class AcceptanceSwitched(MatterEntry):
    """From this day cases of a matter are accepted here, or again on the superior platform."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="switches", verbose_name=_("government service"))

    facts = ("mode",)

    class Meta(MatterEntry.Meta):
        verbose_name = _("change of where a matter is accepted")
        verbose_name_plural = _("changes of where matters are accepted")


class MatterWithdrawn(MatterEntry):
    """A matter was taken out of the catalogue."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="withdrawals", verbose_name=_("government service"))
    because = models.CharField(_("reason"), max_length=200)

    facts = ("because",)

    class Meta(MatterEntry.Meta):
        verbose_name = _("matter taken out of the catalogue")
        verbose_name_plural = _("matters taken out of the catalogue")
        constraints = [one_standing("matter")]


def _issue() -> Exists:
    return Exists(MatterIssued.objects.standing().filter(version=OuterRef("pk")))


CODE = re.compile(
    r"(?P<base>[0-9A-Z-]+)-(?P<area>\d{12})-(?P<serial>\d{3})-(?P<department>[0-9A-Z]+)-(?P<form>\d)-(?P<part>\d{2})"
)
"""A code of the national catalogue: base item, division, serial number, department, form, part."""


def oddities(code: str) -> Iterable[Any]:
    """What is odd about a code by the national catalogue's pattern. Nothing is refused: platforms' codes are dirty."""
    found = CODE.fullmatch(code)
    if not found:
        yield _("The code has not the form of the national catalogue.")
        return
    department = found["department"]
    if len(department) != 18:
        said = {"length": len(department)}
        yield _("The department in the code has %(length)s characters; a unified credit code has 18.") % said
    elif check(department).state is not State.VALID:
        yield _("The department's credit code in the code fails its check.")
