"""Monthly progress: what the project unit reports, what the statisticians count, and the freeze of a month (C6).

Completed investment by *image progress* (形象进度) is the share of the works done of the planned investment, reported
by the project unit; *statistical* fixed-asset investment is the statistics bureau's. They never agree: two entries, two
tables, shown side by side with the gap (domain.md 2.3).
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, one_standing
from dajuan.core.records.remembering import has
from dajuan.core.records.resting import Rests
from dajuan.core.rooms.subjects import RoomQuerySet, RoomSubject, one_per, refuse_before, refuse_twice
from dajuan.core.staff.models import Office, Zone
from dajuan.lines.projects.models.lists import listed_key
from dajuan.lines.projects.models.nodes import NodeKind
from dajuan.lines.projects.models.subjects import PartOfProject, ProjectEntry


class MonthTableQuerySet(RoomQuerySet):  # type: ignore[override]  # as_manager of two bases
    def of(self, zone: Zone, office: Office, day: date) -> MonthTable:
        """The zone's table of a month, made where nobody needed it before."""
        table: MonthTable
        table, _made = self.get_or_create(zone=zone, month=day.replace(day=1), defaults={"office": office})
        return table


class MonthTable(RoomSubject):
    """The reports of one month (月报表): open while they come in, frozen when they are settled."""

    class Stage(models.TextChoices):
        OPEN = "open", pgettext_lazy("month", "open")
        FROZEN = "frozen", pgettext_lazy("month", "frozen")

    month = models.DateField(_("month"), help_text="its first day")
    stage = models.CharField(
        pgettext_lazy("month", "state"), max_length=12, choices=Stage.choices, default=Stage.OPEN, editable=False
    )

    page = "months"
    searched = ("month",)
    rests = (Rests("freezes", on="reports", whole=True), Rests("lights", on="freezes"))

    objects: ClassVar[Any] = MonthTableQuerySet.as_manager()

    class Meta:
        verbose_name = _("table of a month")
        verbose_name_plural = _("tables of the months")
        constraints = [one_per("month", name="one_month_table", message=_("This month has its table already."))]

    def __str__(self) -> str:
        return date_format(self.month, "YEAR_MONTH_FORMAT")

    def get_absolute_url(self) -> str:
        return reverse("projects:table", args=[self.pk])

    @classmethod
    def remembered(cls) -> dict[str, Any]:
        """Frozen while a freeze stands."""
        frozen = models.When(Q(has(Freeze)), then=models.Value(cls.Stage.FROZEN))
        return {"stage": models.Case(frozen, default=models.Value(cls.Stage.OPEN), output_field=models.CharField())}

    @property
    def verbs(self) -> tuple[str, ...]:
        return ()

    def refuse_frozen(self, act: Act) -> None:
        """Refuse anything new of a month that is frozen."""
        frozen = act.standing(self.freezes).first()
        if frozen:
            words = {"month": self, "day": frozen.happened_on.isoformat()}
            message = _("%(month)s was frozen on %(day)s. Reopen the month before anything of it changes.")
            raise Refused(message % words)


class Freeze(Entry):
    """A month was frozen: its reports stand, its lights are shown. Two who freeze one month: one does."""

    table = models.ForeignKey(MonthTable, models.PROTECT, related_name="freezes", verbose_name=_("month"))
    reports = models.PositiveIntegerField(pgettext_lazy("month", "reports"))
    edition = models.CharField(_("rules of the lights"), max_length=60)

    subject_field = "table"
    facts = ("reports", "edition")

    class Meta(Entry.Meta):
        verbose_name = _("freeze of a month")
        verbose_name_plural = _("freezes of months")
        constraints = [
            models.UniqueConstraint(
                fields=["table"],
                condition=Q(until__isnull=True),
                name="one_freeze_per_month",
                violation_error_message=_("Somebody else has just frozen this month."),
            )
        ]


class Reported(PartOfProject):
    """What a project reports by months; mixed into Project."""

    zone: Any
    office: Any
    starts: Any
    nodes: Any
    reports: Any
    statistics: Any

    def report(
        self, act: Act, *, happened_on: date, month: date, done_fen: int, image: str, trouble: str = "", unit: str = ""
    ) -> MonthReport:
        """What was completed in a month by image progress: new investment of that month, and where the works stand.

        One report a month. Refuses a month to come, a frozen one, and any after the completed project was accepted.
        `unit` is the project unit, where it reported itself.
        """
        month = month.replace(day=1)
        table = MonthTable.objects.of(act.zone, self.office, month)
        act.lock(table, self)  # type: ignore[arg-type]  # a project
        table.refuse_frozen(act)
        if month > happened_on:
            raise Refused(_("This month has not come yet."), field="month")
        self._refuse_outside_building(act, month)
        refuse_twice(act, self.reports.filter(month=month), _("This month has already been reported."))
        facts = {"done_fen": done_fen, "image": image.strip(), "trouble": trouble.strip(), "unit": unit}
        report: MonthReport = self.entry(MonthReport, happened_on=happened_on, table=table, month=month, **facts)
        report.listed_key = listed_key(self.pk, month.year)
        return act.enter(report)

    def _refuse_outside_building(self, act: Act, month: date) -> None:
        accepted = act.standing(self.nodes).filter(kind=NodeKind.ACCEPTED).first()
        if accepted and month > accepted.happened_on:
            words = {"day": accepted.happened_on.isoformat()}
            raise Refused(
                _("The project was completed and accepted on %(day)s: there is nothing more to report. Thank you.")
                % words,
                field="month",
            )

    def report_statistics(self, act: Act, *, happened_on: date, month: date, amount_fen: int) -> FixedInvestment:
        """The statistical fixed-asset investment of a month, by the statistics bureau's table."""
        act.lock(self)  # type: ignore[arg-type]  # a project
        month = month.replace(day=1)
        if month > happened_on:
            raise Refused(_("This month has not come yet."), field="month")
        message = _("Only a project in the statistics register has statistical investment.")
        refuse_before(act, self.nodes.filter(kind=NodeKind.REGISTERED), happened_on, message)
        refuse_twice(act, self.statistics.filter(month=month), _("The statistics of this month stand already."))
        return act.enter(self.entry(FixedInvestment, happened_on=happened_on, month=month, amount_fen=amount_fen))

    def progress_by_month(self) -> list[ProgressLine]:
        """Month by month both measures, latest month first: of the month, since January, since the start."""
        reports = {one.month: one for one in self.reports.standing()}
        booked = dict(self.statistics.standing().values_list("month", "amount_fen"))
        lines: list[ProgressLine] = []
        year_fen = start_fen = year_booked = 0
        before: date | None = None
        for month in sorted({*reports, *booked}):
            report, amount = reports.get(month), booked.get(month)
            if before is None or month.year != before.year:
                year_fen = year_booked = 0
            done = report.done_fen if report else 0
            year_fen, start_fen, year_booked = year_fen + done, start_fen + done, year_booked + (amount or 0)
            lines.append(ProgressLine(month, report, year_fen, start_fen, amount, year_booked))
            before = month
        return lines[::-1]

    def done_fen(self, first: date, last: date) -> int:
        """Investment completed by image progress in the months between two days."""
        rows = self.reports.standing().filter(month__gte=first, month__lte=last)
        return rows.aggregate(all=Sum("done_fen"))["all"] or 0


class ProgressLine:
    """One month of a project in both measures; the gap is what image progress shows and statistics do not."""

    def __init__(
        self,
        month: date,
        report: MonthReport | None,
        year_fen: int,
        start_fen: int,
        booked: int | None,
        year_booked: int,
    ) -> None:
        self.month, self.report, self.year_fen, self.start_fen = month, report, year_fen, start_fen
        self.booked_fen, self.year_booked_fen = booked, year_booked

    @property
    def done_fen(self) -> int | None:
        return self.report.done_fen if self.report else None

    @property
    def gap_fen(self) -> int:
        """Since January: image progress less statistics."""
        return self.year_fen - self.year_booked_fen


class MonthReport(ProjectEntry):
    """Investment completed in one month by image progress, and the works in words. New, not cumulative."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="reports", verbose_name=_("project"))
    table = models.ForeignKey(MonthTable, models.PROTECT, related_name="reports", verbose_name=_("table of the month"))
    month = models.DateField(_("month"), help_text="its first day")
    done_fen = models.BigIntegerField(_("completed in the month"))
    image = models.CharField(_("state of the works"), max_length=200)
    trouble = models.CharField(_("what stands in the way"), max_length=200, blank=True)
    unit = models.CharField(_("reported by (unit)"), max_length=120, blank=True)
    listed_key = models.BigIntegerField(help_text="project and year in one number")

    facts = ("month", "done_fen", "image", "trouble", "unit")

    class Meta(ProjectEntry.Meta):
        verbose_name = _("report of a month")
        verbose_name_plural = _("reports of months")
        constraints = [
            one_standing("project", "month"),
            models.CheckConstraint(condition=Q(done_fen__gte=0), name="projects_nothing_is_undone"),
        ]
        indexes = [models.Index(fields=["zone", "month"], name="report_of_month")]


class FixedInvestment(ProjectEntry):
    """Statistical fixed-asset investment of one month, by the statistics bureau. Never mixed with image progress."""

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="statistics", verbose_name=_("project")
    )
    month = models.DateField(_("month"), help_text="its first day")
    amount_fen = models.BigIntegerField(_("statistical investment"))

    facts = ("month", "amount_fen")

    class Meta(ProjectEntry.Meta):
        verbose_name = _("statistical investment of a month")
        verbose_name_plural = _("statistical investment of months")
        constraints = [one_standing("project", "month")]
