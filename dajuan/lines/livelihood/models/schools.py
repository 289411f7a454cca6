"""Schools, their seats, opening and closing (C66, C67, C70)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dajuan.core.places.shaped import Shaped
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, one_standing, today
from dajuan.core.records.remembering import stage_of
from dajuan.core.records.resting import Rests
from dajuan.core.rooms.subjects import PlacedQuerySet, RoomSubject, one_per, refuse_twice


class Schooling(models.TextChoices):
    """A stage of schooling (学段); seats are counted by it."""

    KINDERGARTEN = "kindergarten", _("kindergarten")
    PRIMARY = "primary", _("primary stage")
    JUNIOR = "junior", _("junior secondary stage")
    SENIOR = "senior", _("senior secondary stage")


CLASS_SIZE = {Schooling.KINDERGARTEN: 30, Schooling.PRIMARY: 45, Schooling.JUNIOR: 50, Schooling.SENIOR: 50}
"""The standard class (domain.md 2.7); a school may have another."""


class SchoolQuerySet(PlacedQuerySet):  # type: ignore[override]  # the stubs give each queryset an as_manager of its own
    def in_operation_on(self, day: date) -> Self:
        """Schools opened on or before a day and not closed by then, as known now."""
        opened = SchoolOpening.objects.standing().filter(school=OuterRef("pk"), happened_on__lte=day)
        closed = SchoolClosing.objects.standing().filter(school=OuterRef("pk"), happened_on__lte=day)
        return self.filter(Exists(opened), ~Exists(closed))

    def compulsory(self) -> Self:
        """Schools that teach primary or junior secondary classes."""
        return self.filter(kind__in=School.COMPULSORY)


class School(Shaped, RoomSubject):
    """One school, or one phase of a school with a campus of its own."""

    class Kind(models.TextChoices):
        KINDERGARTEN = "kindergarten", _("kindergarten")
        PRIMARY = "primary", _("primary school")
        JUNIOR = "junior", _("junior secondary school")
        NINE_YEAR = "nine_year", _("nine-year school")
        COMPLETE = "complete", _("complete secondary school")
        SENIOR = "senior", _("senior secondary school")
        TWELVE_YEAR = "twelve_year", _("twelve-year school")

    class Ownership(models.TextChoices):
        PUBLIC = "public", _("publicly run")
        PRIVATE = "private", _("privately run")

    class Stage(models.TextChoices):
        PLANNED = "planned", _("not opened yet")
        OPEN = "open", _("in operation")
        CLOSED = "closed", _("closed down")

    COMPULSORY = (Kind.PRIMARY, Kind.JUNIOR, Kind.NINE_YEAR, Kind.COMPLETE, Kind.TWELVE_YEAR)

    code = models.CharField(_("school code"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind of school"), max_length=20, choices=Kind.choices)
    ownership = models.CharField(_("ownership"), max_length=10, choices=Ownership.choices, default=Ownership.PUBLIC)
    phase_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="phases",
        verbose_name=_("phase of"),
        help_text=_("Empty for an independent school. A phase has a campus of its own but is no school of its own."),
    )
    address = models.CharField(_("address"), max_length=120, blank=True)
    planned_on = models.DateField(_("planned opening"), null=True, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.PLANNED, editable=False)

    page = "schools"
    rests = (
        Rests("seats_added", on="openings", where={"step": "in_use"}),
        Rests("memberships", on="openings"),
        Rests("closings", on="openings"),
    )
    narrowed_by = ("stage", "kind", "ownership")
    searched = ("name", "code")
    shown = ("address", "planned_on")

    objects: ClassVar[Any] = SchoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        ordering = ["code"]
        constraints = [
            one_per("code", name="one_school_per_code", message=_("A school with this code is already there."))
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def remembered(cls) -> dict[str, Any]:
        stage = stage_of(cls.Stage.PLANNED, (SchoolClosing, cls.Stage.CLOSED), (SchoolOpening, cls.Stage.OPEN))
        return {"stage": stage}

    @property
    def verbs(self) -> tuple[str, ...]:
        if self.stage == self.Stage.PLANNED:
            return ("open", "add_seats")
        return ("add_seats", "close") if self.stage == self.Stage.OPEN else ()

    def particulars(self) -> list[tuple[Any, Any]]:
        """Its seats in use and the unions it is in, too."""
        seats = [(_("Seats in use"), self.seats_in_use)] if self.seats_in_use else []
        return [*super().particulars(), *seats, *((_("School union"), one.union) for one in self.unions_now)]

    @property
    def is_compulsory(self) -> bool:
        """Whether it teaches primary or junior secondary classes."""
        return self.kind in self.COMPULSORY

    @property
    def is_phase(self) -> bool:
        return self.phase_of_id is not None

    @property
    def opening(self) -> SchoolOpening | None:
        return self.openings.standing().first()

    @property
    def closing(self) -> SchoolClosing | None:
        return self.closings.standing().first()

    @property
    def seats_in_use(self) -> int:
        """Seats of all stages in use, as known now."""
        used = self.seats_added.standing().filter(step=SeatsAdded.Step.IN_USE)
        return used.aggregate(total=models.Sum("seats"))["total"] or 0

    @property
    def unions_now(self) -> list[Any]:
        """The memberships in unions in force today, as known now."""
        ended = set(self.leavings.standing().filter(happened_on__lte=today()).values_list("membership_key", flat=True))
        joined = self.memberships.standing().filter(happened_on__lte=today()).select_related("union")
        return [membership for membership in joined if membership.membership_key not in ended]

    def open(self, act: Act, *, happened_on: date) -> SchoolOpening:
        """Teaching begins. Refuses a second opening, and a phase before its school."""
        act.lock(self)
        refuse_twice(act, self.openings, _("The opening of this school has already been recorded."))
        if self.phase_of and not _opened_by(self.phase_of.openings.standing(), happened_on):
            raise Refused(_("A phase cannot open before its school."), field="happened_on")
        return act.enter(SchoolOpening(school=self, happened_on=happened_on, **self._as_of_today()))

    def add_seats(
        self, act: Act, *, step: str, schooling: str, classes: int, class_size: int, happened_on: date
    ) -> SeatsAdded:
        """Seats are approved, built or taken into use. Refuses use before the school teaches, and the same twice."""
        act.lock(self)
        if classes < 1 or class_size < 1:
            raise Refused(_("Seats are classes times class size; neither can be zero."), field="classes")
        if step == SeatsAdded.Step.IN_USE:
            self._refuse_unless_teaching(act, happened_on)
        same = act.standing(self.seats_added).filter(step=step, schooling=schooling, happened_on=happened_on)
        if same.exists():
            raise Refused(_("Seats of this stage have already been recorded for this day."), field="happened_on")
        seats = SeatsAdded(school=self, step=step, schooling=schooling, classes=classes, class_size=class_size)
        seats.seats, seats.ownership, seats.happened_on = classes * class_size, self.ownership, happened_on
        return act.enter(seats)

    def close(self, act: Act, *, happened_on: date) -> SchoolClosing:
        """Teaching ends for good, and with it every membership in a union."""
        unions = {membership.union for membership in self.memberships.standing().select_related("union")}
        act.lock(self, *unions)
        self._refuse_unless_teaching(act, happened_on)
        refuse_twice(act, self.closings, _("The closing of this school has already been recorded."))
        for union in unions:
            union.let_go(act, self, happened_on=happened_on)
        return act.enter(SchoolClosing(school=self, happened_on=happened_on, **self._as_of_today()))

    def _refuse_unless_teaching(self, act: Act, day: date) -> None:
        if not _opened_by(act.standing(self.openings), day):
            raise Refused(_("This school had not opened by that day."), field="happened_on")
        if act.standing(self.closings).filter(happened_on__lte=day).exists():
            raise Refused(_("This school had closed by that day."), field="happened_on")

    def _as_of_today(self) -> dict[str, Any]:
        """The categories figures filter by, as they are when the entry is made."""
        unit = SchoolOpening.Unit.PHASE if self.is_phase else SchoolOpening.Unit.SCHOOL
        return {"unit": unit, "kind": self.kind, "ownership": self.ownership, "compulsory": self.is_compulsory}


def _opened_by(openings: Any, day: date) -> bool:
    found: bool = openings.filter(happened_on__lte=day).exists()
    return found


class _OfSchool(Entry):
    """What figures filter openings and closings by, as it was when they were recorded."""

    class Unit(models.TextChoices):
        SCHOOL = "school", _("independent school")
        PHASE = "phase", _("phase of a school")

    unit = models.CharField(_("counted as"), max_length=10, choices=Unit.choices)
    kind = models.CharField(_("kind of school"), max_length=20, choices=School.Kind.choices)
    ownership = models.CharField(_("ownership"), max_length=10, choices=School.Ownership.choices)
    compulsory = models.BooleanField(_("compulsory education"))

    subject_field = "school"
    facts = ("unit", "kind", "ownership", "compulsory")

    class Meta(Entry.Meta):
        abstract = True


class SchoolOpening(_OfSchool):
    """A school or a phase was opened for teaching (开学), not merely accepted as a building (C66)."""

    school = models.ForeignKey(School, models.PROTECT, related_name="openings", verbose_name=_("school"))

    class Meta(Entry.Meta):
        verbose_name = _("opening of a school")
        verbose_name_plural = _("openings of schools")
        constraints = [one_standing("school")]


class SchoolClosing(_OfSchool):
    """A school or a phase taught its last day."""

    school = models.ForeignKey(School, models.PROTECT, related_name="closings", verbose_name=_("school"))

    class Meta(Entry.Meta):
        verbose_name = _("closing of a school")
        verbose_name_plural = _("closings of schools")
        constraints = [one_standing("school")]


class SeatsAdded(Entry):
    """Seats of one stage, approved, built or taken into use: classes times class size (C67 counts those in use)."""

    class Step(models.TextChoices):
        APPROVED = "approved", _("seats approved")
        BUILT = "built", _("seats built")
        IN_USE = "in_use", _("seats in use")

    school = models.ForeignKey(School, models.PROTECT, related_name="seats_added", verbose_name=_("school"))
    step = models.CharField(_("step"), max_length=10, choices=Step.choices)
    schooling = models.CharField(_("stage of schooling"), max_length=20, choices=Schooling.choices)
    ownership = models.CharField(_("ownership"), max_length=10, choices=School.Ownership.choices)
    classes = models.PositiveIntegerField(_("classes"))
    class_size = models.PositiveIntegerField(_("class size"))
    seats = models.PositiveIntegerField(_("seats"))

    subject_field = "school"
    facts = ("step", "schooling", "classes", "class_size", "seats")

    class Meta(Entry.Meta):
        verbose_name = _("seats added")
        verbose_name_plural = _("seats added")
        constraints = [
            one_standing("school", "step", "schooling", "happened_on"),
            models.CheckConstraint(
                condition=Q(seats=models.F("classes") * models.F("class_size")),
                name="seats_are_classes_times_size",
                violation_error_message=_("Seats are classes times class size."),
            ),
        ]
