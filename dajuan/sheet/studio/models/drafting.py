"""The report in drafting: outside the ledger, freely editable, and nothing anybody wrote is ever lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.models import Subject, SubjectQuerySet
from dajuan.core.staff.models import User, Visitor
from dajuan.core.staff.rights import READS_ALL, RECORDS, offices_for, reads_all
from dajuan.sheet.answer_sheet import line_title

FIRST_YEAR, LAST_YEAR = 2000, 2100
Rewritten = Callable[["Passage", User], None]
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\x00]")


class Language(models.TextChoices):
    """The languages a report is written in, from the same figures."""

    CHINESE = "zh-hans", _("Chinese")
    ENGLISH = "en", _("English")


class ManuscriptQuerySet(SubjectQuerySet):
    def visible_to(self, user: Visitor) -> Self:
        """The zone's manuscripts, for whoever reads across lines or answers for a line; passages are narrower."""
        if not isinstance(user, User) or not user.is_active or user.zone_id is None:
            return self.none()
        held = {post.role for post in user.posts_now()}
        return self.filter(zone=user.zone_id) if held & (READS_ALL | RECORDS) else self.none()


class Manuscript(Subject):
    """A report of a year in drafting, in both languages; one a zone, kind and year. `office` compiles it."""

    class Kind(models.TextChoices):
        ANNUAL = "annual", _("Annual report")

    kind = models.CharField(pgettext_lazy("manuscript", "kind"), max_length=12, choices=Kind.choices, default="annual")
    year = models.PositiveSmallIntegerField(_("year"))
    code = models.CharField(max_length=24, editable=False, help_text="kind and year: annual-2020")
    composed_at = models.DateTimeField(_("composed at"), null=True, blank=True)

    line: ClassVar[str] = "studio"

    objects: ClassVar[Any] = ManuscriptQuerySet.as_manager()

    class Meta:
        verbose_name = _("manuscript")
        verbose_name_plural = _("manuscripts")
        constraints = [
            models.UniqueConstraint(fields=["zone", "code"], name="one_manuscript_a_year"),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="manuscript_year_of_this_century"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Report on the work of %(year)s") % {"year": self.year})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the code in step with kind and year."""
        self.code = f"{self.kind}-{self.year}"
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("studio:show", args=[self.pk])

    def written(self, language: str) -> PassageQuerySet:
        """Its passages in one language, in the order of the report."""
        rows: PassageQuerySet = Passage.objects.filter(manuscript=self, language=language)
        return rows.select_related("office", "manuscript__zone").order_by("position", "pk")


class PassageQuerySet(SubjectQuerySet):
    def visible_to(self, user: Visitor) -> Self:
        """All of the zone for whoever reads across lines, else those the person's own office answers for."""
        if not isinstance(user, User) or not user.is_active or user.zone_id is None:
            return self.none()
        mine = self.filter(zone=user.zone_id)
        if reads_all(user):
            return mine
        own = Q(pk__in=[])
        for office in offices_for(user, "studio"):
            own |= Q(office__path__startswith=office.path)
        return mine.filter(own)


class Clash(Exception):
    """Somebody else saved first. What was written is kept beside it: `mine`; `theirs` stands in the passage."""

    def __init__(self, mine: Revision, theirs: Revision) -> None:
        super().__init__(str(_("Somebody else has saved this passage meanwhile. Both texts are kept.")))
        self.mine = mine
        self.theirs = theirs


class Passage(Subject):
    """What one line of work says in one language; `office` owns it: it answers for the figures and confirms them.

    `text` is marked text (marks.py) in paragraphs, a line each; lines that begin with # are headings, the first # the
    passage's own. `key` is the line of work, or a word of its own for what no line keeps.
    """

    manuscript = models.ForeignKey(Manuscript, models.PROTECT, related_name="passages", verbose_name=_("manuscript"))
    language = models.CharField(_("language"), max_length=12, choices=Language.choices)
    key = models.SlugField(_("line of work"), max_length=40)
    position = models.PositiveSmallIntegerField(_("place in the report"), default=50)
    text = models.TextField(pgettext_lazy("passage", "text"), blank=True)
    revision = models.PositiveIntegerField(_("revision"), default=0)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("changed by"))

    line: ClassVar[str] = "studio"

    objects: ClassVar[Any] = PassageQuerySet.as_manager()

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [models.UniqueConstraint(fields=["manuscript", "language", "key"], name="one_passage_a_line")]

    def __str__(self) -> str:
        return self.heading

    def get_absolute_url(self) -> str:
        return reverse("studio:passage", args=[self.pk])

    @property
    def heading(self) -> str:
        """Its own heading, without marks; the line's name where it has none."""
        found = re.match(r"#\s+(.+)", self.text)
        return found[1].strip() if found else line_title(self.key)

    @property
    def is_chinese(self) -> bool:
        return self.language == Language.CHINESE

    def other_language(self) -> Passage | None:
        """The same line's passage in the other language; None where there is none."""
        return self.manuscript.passages.filter(key=self.key).exclude(language=self.language).first()

    def current(self) -> Revision | None:
        """The revision that stands in the passage; None before anything was written."""
        return self.revisions.filter(number=self.revision).first()

    def rewrite(self, text: str, *, by: User, based_on: int, why: str = "", then: Rewritten | None = None) -> Revision:
        """Put a new text in place; every earlier one is kept. `then` is told in the same transaction.

        Raises Clash where the passage was saved by somebody else since `based_on`: then the text is kept aside.
        """
        with transaction.atomic():
            stands: Passage = Passage.objects.select_for_update().get(pk=self.pk)
            theirs, text = stands.current(), clean(text)
            if theirs and theirs.text == text:
                return theirs
            is_clash = stands.revision != based_on
            kept = self._keep(text, by, based_on, why, aside=is_clash)
            if not is_clash:
                self.text, self.revision, self.changed_at, self.changed_by = text, kept.number, kept.saved_at, by
                self.save(update_fields=["text", "revision", "changed_at", "changed_by"])
                if then:
                    then(self, by)
        if is_clash:  # raised out here, or what was kept aside would go with the transaction
            raise Clash(kept, theirs or Revision(passage=stands))
        return kept

    def _keep(self, text: str, by: User, based_on: int, why: str, *, aside: bool) -> Revision:
        last = self.revisions.order_by("-number").first()
        return Revision.objects.create(
            passage=self,
            number=(last.number if last else 0) + 1,
            text=text,
            saved_by=by,
            based_on=based_on,
            why=why[:120],
            is_aside=aside,
        )


class Revision(models.Model):
    """A text a passage once had, or one kept aside because somebody else had saved first. Never changed or deleted."""

    passage = models.ForeignKey(Passage, models.PROTECT, related_name="revisions", verbose_name=_("passage"))
    number = models.PositiveIntegerField(_("revision"))
    text = models.TextField(pgettext_lazy("passage", "text"), blank=True)
    based_on = models.PositiveIntegerField(_("based on revision"), default=0)
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("saved by"))
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)
    why = models.CharField(pgettext_lazy("revision", "why"), max_length=120, blank=True)
    is_aside = models.BooleanField(_("kept aside"), default=False)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["passage", "number"], name="one_revision_a_number")]

    def __str__(self) -> str:
        return f"{self.number}"


def clean(text: str) -> str:
    """Text as it is kept: one line a paragraph, an empty line between, no characters our own marks are made of."""
    lines = (line.strip() for line in _PRIVATE_USE.sub("", text).replace("\r\n", "\n").split("\n"))
    return "\n\n".join(line for line in lines if line)
