"""Titles (称号) an enterprise applied for: granted for a term by a document, or refused. Domain.md 2.5, C49 to C51."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import one_standing
from dajuan.core.records.resting import Rests
from dajuan.core.rooms.subjects import one_per, refuse_before, refuse_twice
from dajuan.lines.services.models.conditions import Title
from dajuan.lines.services.models.enterprises import EnterpriseEntry, EnterpriseQuerySet, EnterpriseSubject, Level


class TitleQuerySet(EnterpriseQuerySet):  # type: ignore[override]  # as_manager of two bases
    def for_lists(self) -> Any:
        """With the enterprise, and the claim it came from."""
        return super().for_lists().select_related("claim")


class TitleApplication(EnterpriseSubject):
    """One enterprise's application for one title."""

    class Stage(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("title application", "being drawn up")
        APPLIED = "applied", pgettext_lazy("title application", "applied")
        REFUSED = "refused", pgettext_lazy("title application", "refused")
        GRANTED = "granted", pgettext_lazy("title application", "granted")

    title = models.CharField(pgettext_lazy("of an enterprise", "title"), max_length=16, choices=Title.choices)
    level = models.CharField(_("level that decides"), max_length=12, choices=Level.choices)
    stage = models.CharField(
        pgettext_lazy("title application", "state"),
        max_length=12,
        choices=Stage.choices,
        default=Stage.DRAFT,
        editable=False,
    )

    page = "titles"
    narrowed_by = ("stage", "title", "level")
    copied = (*EnterpriseSubject.copied, "title")
    open_stages: ClassVar[tuple[str, ...]] = (Stage.DRAFT, Stage.APPLIED)
    milestones = ((Stage.APPLIED, "submissions"), (Stage.REFUSED, "refusals"), (Stage.GRANTED, "grants"))
    rests = (Rests("grants", on="submissions"), Rests("refusals", on="submissions"))

    objects: ClassVar[Any] = TitleQuerySet.as_manager()

    class Meta:
        verbose_name = _("title application")
        verbose_name_plural = _("title applications")
        constraints = [one_per("code", name="one_title_application_per_code", message=_("This number is taken."))]
        indexes = [
            models.Index(fields=["zone", "id"], name="title_application_list"),
            models.Index(fields=["zone", "stage", "id"], name="title_application_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.company} · {self.get_title_display()}"

    def goes_through(self, stage: str) -> bool:
        """A refusal is shown where there was one."""
        return stage != self.Stage.REFUSED or bool(self.refusals.standing().exists())

    @property
    def verbs(self) -> tuple[str, ...]:
        steps = {self.Stage.DRAFT: ("apply",), self.Stage.APPLIED: ("grant", "refuse")}
        return steps.get(self.Stage(self.stage), ())

    def apply(self, act: Act, *, happened_on: date) -> TitleApplied:
        """The enterprise handed in its application."""
        act.lock(self)
        refuse_twice(act, self.submissions, _("This application has been handed in already."))
        return act.enter(self.entry(TitleApplied, happened_on=happened_on))

    def grant(self, act: Act, *, happened_on: date, document: str, valid_to: date | None = None) -> TitleGranted:
        """The title was granted by a document. Refuses one that was not applied for, or was refused."""
        act.lock(self)
        refuse_twice(act, self.grants, _("This title was granted already."))
        refuse_twice(act, self.refusals, _("This application was refused."))
        refuse_before(act, self.submissions, happened_on, _("Nothing is granted before it was applied for."))
        if valid_to is not None and valid_to < happened_on:
            raise Refused(_("It would end before it was granted."), field="valid_to")
        facts = {"document": document, "valid_to": valid_to}
        return act.enter(self.entry(TitleGranted, happened_on=happened_on, **facts))

    def refuse(self, act: Act, *, happened_on: date, because: str) -> TitleRefused:
        """The title was not granted."""
        act.lock(self)
        refuse_twice(act, self.refusals, _("This application was refused already."))
        refuse_twice(act, self.grants, _("This title was granted."))
        refuse_before(act, self.submissions, happened_on, _("Nothing is refused before it is handed in."))
        return act.enter(self.entry(TitleRefused, happened_on=happened_on, because=because))


class TitleEntry(EnterpriseEntry):
    """An entry about an application for a title, with the title as it was that day."""

    application = models.ForeignKey(
        TitleApplication, models.PROTECT, related_name="+", verbose_name=_("title application")
    )
    title = models.CharField(pgettext_lazy("of an enterprise", "title"), max_length=16, choices=Title.choices)

    subject_field = "application"

    class Meta(EnterpriseEntry.Meta):
        abstract = True


class TitleApplied(TitleEntry):
    """An enterprise applied for a title."""

    application = models.ForeignKey(
        TitleApplication, models.PROTECT, related_name="submissions", verbose_name=_("title application")
    )

    facts = ("title", "level")

    class Meta(TitleEntry.Meta):
        verbose_name = _("title application handed in")
        verbose_name_plural = _("title applications handed in")
        constraints = [one_standing("application", name="one_submission_of_a_title_application")]


class TitleGranted(TitleEntry):
    """A title was granted, by a document, until a day or for ever."""

    application = models.ForeignKey(
        TitleApplication, models.PROTECT, related_name="grants", verbose_name=_("title application")
    )
    document = models.CharField(pgettext_lazy("policy", "document"), max_length=160)
    valid_to = models.DateField(_("held until"), null=True)

    facts = ("title", "level", "document", "valid_to")

    class Meta(TitleEntry.Meta):
        verbose_name = _("grant of a title")
        verbose_name_plural = _("grants of titles")
        constraints = [
            one_standing("application", name="one_grant_of_a_title_application"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("happened_on")), name="title_ends_after_its_grant"
            ),
        ]
        indexes = [models.Index(fields=["company", "title"], name="titles_of_a_company")]


class TitleRefused(TitleEntry):
    """A title was not granted."""

    application = models.ForeignKey(
        TitleApplication, models.PROTECT, related_name="refusals", verbose_name=_("title application")
    )
    because = models.CharField(_("why"), max_length=160)

    facts = ("title", "because")

    class Meta(TitleEntry.Meta):
        verbose_name = _("refusal of a title")
        verbose_name_plural = _("refusals of titles")
        constraints = [one_standing("application", name="one_refusal_of_a_title_application")]


def titles_held(companies: Iterable[int], day: date) -> dict[int, Mapping[str, date | None]]:
    """Of each company the titles granted by a day, with the last day each holds; the longest counts. One query."""
    found: dict[int, dict[str, date | None]] = {key: {} for key in companies}
    rows = TitleGranted.objects.standing().filter(company__in=list(found), happened_on__lte=day)
    for company, title, valid_to in rows.values_list("company", "title", "valid_to"):
        before = found[company].get(title, date.min)
        found[company][title] = None if before is None or valid_to is None else max(before, valid_to)
    return dict(found)
