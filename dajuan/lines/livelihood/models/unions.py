"""Famous-school unions (教育联合体) and who belongs to them (C68–C70)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, one_standing, today
from dajuan.core.records.remembering import stage_of
from dajuan.core.records.resting import Rests
from dajuan.core.rooms.subjects import RoomQuerySet, RoomSubject, one_per, refuse_twice
from dajuan.lines.livelihood.models.schools import School


class UnionQuerySet(RoomQuerySet):  # type: ignore[override]  # the stubs give each queryset an as_manager of its own
    def in_force_on(self, day: date) -> Self:
        """Unions founded on or before a day and not dissolved by then, as known now."""
        founded = UnionFounding.objects.standing().filter(union=OuterRef("pk"), happened_on__lte=day)
        dissolved = UnionDissolution.objects.standing().filter(union=OuterRef("pk"), happened_on__lte=day)
        return self.filter(Exists(founded), ~Exists(dissolved))


class Union(RoomSubject):
    """A strong school leads weak or new ones: "famous school plus" (名校+)."""

    class Level(models.TextChoices):
        CITY = "city", _("municipal level")
        DISTRICT = "district", _("district level")

    class Mode(models.TextChoices):
        TRUSTEESHIP = "trusteeship", _("trusteeship")
        LEADERSHIP = "leadership", _("leadership")
        JOINT = "joint", _("joint running")

    class Stage(models.TextChoices):
        PLANNED = "planned", _("not founded yet")
        IN_FORCE = "in-force", _("union in force")
        DISSOLVED = "dissolved", _("dissolved")

    name = models.CharField(_("name"), max_length=80)
    level = models.CharField(_("level of the union"), max_length=10, choices=Level.choices)
    mode = models.CharField(_("mode of the union"), max_length=20, choices=Mode.choices)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.PLANNED, editable=False)

    page = "unions"
    rests = (Rests("memberships", on="foundings"), Rests("dissolutions", on="foundings"))
    narrowed_by = ("stage", "level", "mode")

    objects: ClassVar[Any] = UnionQuerySet.as_manager()

    class Meta:
        verbose_name = _("school union")
        verbose_name_plural = _("school unions")
        ordering = ["name"]
        constraints = [one_per("name", name="one_union_per_name", message=_("A union of this name is already there."))]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def remembered(cls) -> dict[str, Any]:
        ended, begun = (UnionDissolution, cls.Stage.DISSOLVED), (UnionFounding, cls.Stage.IN_FORCE)
        return {"stage": stage_of(cls.Stage.PLANNED, ended, begun)}

    @property
    def verbs(self) -> tuple[str, ...]:
        if self.stage == self.Stage.PLANNED:
            return ("found",)
        return ("admit", "part", "dissolve") if self.stage == self.Stage.IN_FORCE else ()

    @property
    def founding(self) -> UnionFounding | None:
        return self.foundings.standing().first()

    @property
    def dissolution(self) -> UnionDissolution | None:
        return self.dissolutions.standing().first()

    def memberships_on(self, day: date) -> list[Membership]:
        """Memberships in force on a day, the lead first, as known now."""
        current = in_force(self.memberships.standing(), day).select_related("school")
        return sorted(current, key=lambda one: (one.role != Membership.Role.LEAD, one.school.code))

    @property
    def memberships_now(self) -> list[Membership]:
        return self.memberships_on(today())

    def found(self, act: Act, *, lead: School, happened_on: date) -> UnionFounding:
        """The union begins, led by a school; a union without a lead is none."""
        act.lock(lead, self)
        refuse_twice(act, self.foundings, _("The founding of this union has already been recorded."))
        self._refuse_unless_open(lead, happened_on, field="lead")
        already = in_force(act.standing(self.memberships), happened_on).filter(role=Membership.Role.LEAD)
        if not already.exists():
            self._enter_membership(act, lead, Membership.Role.LEAD, happened_on)
        return act.enter(UnionFounding(union=self, level=self.level, mode=self.mode, happened_on=happened_on))

    def admit(self, act: Act, *, school: School, role: str, happened_on: date) -> Membership:
        """A school joins. Refuses one that is in already, a second lead, and days outside the union's life."""
        act.lock(school, self)
        self._refuse_unless_in_force(act, happened_on)
        self._refuse_unless_open(school, happened_on, field="school")
        members = act.standing(self.memberships)
        if in_force(members.filter(school=school), act.today()).exists():
            raise Refused(_("This school already belongs to the union."), field="school")
        if act.standing(self.leavings).filter(school=school, happened_on__gt=happened_on).exists():
            raise Refused(_("This school left the union only after that day."), field="happened_on")
        if role == Membership.Role.LEAD and in_force(members.filter(role=role), happened_on).exists():
            raise Refused(_("This union already has a lead."), field="role")
        return self._enter_membership(act, school, role, happened_on)

    def part(self, act: Act, *, school: School, happened_on: date) -> Leaving:
        """A school leaves. Refuses one that did not belong to the union on that day."""
        act.lock(school, self)
        leaving = self.let_go(act, school, happened_on=happened_on)
        if leaving is None:
            raise Refused(_("This school did not belong to the union on that day."), field="school")
        return leaving

    def let_go(self, act: Act, school: School, *, happened_on: date) -> Leaving | None:
        """Enter the end of a membership in force on a day; None where there was none. Both are locked already."""
        own = in_force(act.standing(self.memberships).filter(school=school), happened_on).first()
        if own is None:
            return None
        return act.enter(
            Leaving(
                union=self,
                school=school,
                membership_key=own.membership_key,
                compulsory=own.compulsory,
                level=self.level,
                happened_on=happened_on,
            )
        )

    def dissolve(self, act: Act, *, happened_on: date) -> UnionDissolution:
        """The union ends, and with it every membership in it."""
        act.lock(self)
        self._refuse_unless_in_force(act, happened_on)
        refuse_twice(act, self.dissolutions, _("The dissolution of this union has already been recorded."))
        for membership in in_force(act.standing(self.memberships), happened_on).select_related("school"):
            self.let_go(act, membership.school, happened_on=happened_on)
        return act.enter(UnionDissolution(union=self, level=self.level, mode=self.mode, happened_on=happened_on))

    def _enter_membership(self, act: Act, school: School, role: str, day: date) -> Membership:
        left = act.standing(self.leavings).filter(school=school).count()
        return act.enter(
            Membership(
                union=self,
                school=school,
                role=role,
                membership_key=f"{self.pk}-{school.pk}-{left + 1}",
                compulsory=school.is_compulsory,
                level=self.level,
                happened_on=day,
            )
        )

    def _refuse_unless_in_force(self, act: Act, day: date) -> None:
        if not act.standing(self.foundings).filter(happened_on__lte=day).exists():
            raise Refused(_("This union had not been founded by that day."), field="happened_on")
        if act.standing(self.dissolutions).filter(happened_on__lte=day).exists():
            raise Refused(_("This union had been dissolved by that day."), field="happened_on")

    def _refuse_unless_open(self, school: School, day: date, *, field: str) -> None:
        if school.zone_id != self.zone_id:
            raise Refused(_("This school belongs to another zone."), field=field)
        if not School.objects.in_operation_on(day).filter(pk=school.pk).exists():
            raise Refused(_("This school was not in operation on that day."), field=field)


def in_force(memberships: models.QuerySet[Membership], day: date) -> models.QuerySet[Membership]:
    """Memberships begun by a day and not ended by it, as known now."""
    ended = Leaving.objects.standing().filter(membership_key=OuterRef("membership_key"), happened_on__lte=day)
    return memberships.filter(Q(happened_on__lte=day) & ~Exists(ended))


def without_union(schools: models.QuerySet[School], day: date) -> models.QuerySet[School]:
    """Those of some schools that belong to no union in force on a day: the missing ones of C70."""
    current = in_force(Membership.objects.standing().filter(school=OuterRef("pk")), day)
    return schools.filter(~Exists(current))


class UnionFounding(Entry):
    """A union came into force (C68, C69)."""

    union = models.ForeignKey(Union, models.PROTECT, related_name="foundings", verbose_name=_("school union"))
    level = models.CharField(_("level of the union"), max_length=10, choices=Union.Level.choices)
    mode = models.CharField(_("mode of the union"), max_length=20, choices=Union.Mode.choices)

    subject_field = "union"
    facts = ("level", "mode")

    class Meta(Entry.Meta):
        verbose_name = _("founding of a union")
        verbose_name_plural = _("foundings of unions")
        constraints = [one_standing("union")]


class UnionDissolution(Entry):
    """A union ended."""

    union = models.ForeignKey(Union, models.PROTECT, related_name="dissolutions", verbose_name=_("school union"))
    level = models.CharField(_("level of the union"), max_length=10, choices=Union.Level.choices)
    mode = models.CharField(_("mode of the union"), max_length=20, choices=Union.Mode.choices)

    subject_field = "union"
    facts = ("level", "mode")

    class Meta(Entry.Meta):
        verbose_name = _("dissolution of a union")
        verbose_name_plural = _("dissolutions of unions")
        constraints = [one_standing("union")]


class Membership(Entry):
    """A school joined a union, as its lead or as a member (C70)."""

    class Role(models.TextChoices):
        LEAD = "lead", _("lead school")
        MEMBER = "member", _("member school")

    union = models.ForeignKey(Union, models.PROTECT, related_name="memberships", verbose_name=_("school union"))
    school = models.ForeignKey(School, models.PROTECT, related_name="memberships", verbose_name=_("school"))
    role = models.CharField(_("role in the union"), max_length=10, choices=Role.choices)
    membership_key = models.CharField(max_length=40, help_text="union, school and which time it joined: 4-17-1")
    compulsory = models.BooleanField(_("compulsory education"))
    level = models.CharField(_("level of the union"), max_length=10, choices=Union.Level.choices)

    subject_field = "union"
    facts = ("school", "role", "level")

    class Meta(Entry.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [one_standing("membership_key")]


class Leaving(Entry):
    """A school left a union, or the union or the school ended."""

    union = models.ForeignKey(Union, models.PROTECT, related_name="leavings", verbose_name=_("school union"))
    school = models.ForeignKey(School, models.PROTECT, related_name="leavings", verbose_name=_("school"))
    membership_key = models.CharField(max_length=40, help_text="of the membership that ended")
    compulsory = models.BooleanField(_("compulsory education"))
    level = models.CharField(_("level of the union"), max_length=10, choices=Union.Level.choices)

    subject_field = "union"
    facts = ("school", "level")

    class Meta(Entry.Meta):
        verbose_name = _("leaving a union")
        verbose_name_plural = _("leavings of unions")
        constraints = [one_standing("membership_key")]
