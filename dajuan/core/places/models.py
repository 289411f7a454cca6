"""Official division codes with their dates, and the zone's own areas: what counts for it, and who answers for what."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dajuan.core.places.shaped import Shaped, ShapedQuerySet
from dajuan.core.records.act import Act
from dajuan.core.records.models import Entry, EntryQuerySet, Refused, Subject, one_standing
from dajuan.core.staff.models import Office, Zone
from dajuan.core.staff.rights import ANY_LINE


class Level(models.TextChoices):
    """The level of a division."""

    PROVINCE = "province", pgettext_lazy("division", "province")
    CITY = "city", pgettext_lazy("division", "city")
    COUNTY = "county", _("district or county")
    STREET = "street", _("street or town")


class DivisionList(Entry):
    """An official list of codes was in force on a day: what it does not hold did not exist that day."""

    covers = models.CharField(_("covers"), max_length=6, blank=True, help_text=_("First digits; empty for all."))
    level = models.CharField(_("level"), max_length=8, choices=Level.choices)
    source = models.CharField(_("source"), max_length=120)

    facts = ("level", "covers", "source")
    line = ANY_LINE

    class Meta(Entry.Meta):
        verbose_name = _("list of division codes")
        verbose_name_plural = _("lists of division codes")
        constraints = [one_standing("happened_on", "covers", "level", name="one_division_list")]

    @property
    def listed_on(self) -> date:
        return self.happened_on


class Division(Entry):
    """A code with its name, and the lists in which it stood first and last. One row per code, name and source."""

    code = models.CharField(_("division code"), max_length=12, db_index=True)
    name = models.CharField(_("name"), max_length=60)
    parent = models.CharField(_("lies in"), max_length=12, blank=True, db_index=True)
    level = models.CharField(_("level"), max_length=8, choices=Level.choices)
    first_seen = models.DateField(_("first seen"))
    last_seen = models.DateField(_("last seen"))

    facts = ("code", "name", "parent", "first_seen", "last_seen")
    line = ANY_LINE

    class Meta(Entry.Meta):
        verbose_name = _("division")
        verbose_name_plural = _("divisions")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class AreaQuerySet(ShapedQuerySet):
    def counted_on(self, day: date) -> AreaQuerySet:
        """The areas that count for their zone on a day."""
        return self.filter(pk__in=Counting.objects.standing().on(day).values("area"))


class DatedEntryQuerySet(EntryQuerySet):
    def on(self, day: date) -> DatedEntryQuerySet:
        """Those that hold on a day: begun, and not ended before it."""
        return self.filter(happened_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class Area(Shaped, Subject):
    """A part of the zone: a sub-area, a street held in trust, a campus of its own."""

    name = models.CharField(_("name"), max_length=80)
    division = models.CharField(_("division code"), max_length=12, blank=True)

    line = ANY_LINE

    objects: ClassVar[Any] = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["zone", "name"], name="one_area_per_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("places:area", args=[self.pk])

    def count(self, act: Act, *, happened_on: date, ends_on: date | None = None, document: str = "") -> Counting:
        """It counts for the zone from a day, perhaps to a last day. Refused while it counts already."""
        act.lock(self)
        _ends_after(happened_on, ends_on)
        if act.standing(self.countings).on(happened_on).exists():
            raise Refused(gettext("This area counts for the zone already."), field="happened_on")
        return act.enter(Counting(area=self, ends_on=ends_on, document=document, happened_on=happened_on))

    def give(
        self, act: Act, *, matter: str, to: Office, happened_on: date, ends_on: date | None = None
    ) -> Responsibility:
        """An office answers for a matter here from a day; whoever answered until then no longer does."""
        act.lock(self)
        _ends_after(happened_on, ends_on)
        if to.zone_id != self.zone_id:
            raise Refused(gettext("This office belongs to another zone."), field="to")
        given = Responsibility(area=self, matter=matter.strip(), to=to, ends_on=ends_on, happened_on=happened_on)
        if not given.matter:
            raise Refused(gettext("Say for which matter."), field="matter")
        if self.responsibilities.standing().filter(matter=given.matter, happened_on=happened_on).exists():
            raise Refused(gettext("For this matter somebody has been named from this day already."), field="matter")
        return act.enter(given)

    def counts_on(self, day: date) -> bool:
        return bool(self.countings.standing().on(day).exists())

    def responsible_for(self, matter: str, day: date) -> Office | None:
        """The office that answers for a matter on a day: the one named last; None where nobody was named."""
        named = self.responsibilities.standing().filter(matter=matter, happened_on__lte=day)
        last: Responsibility | None = named.select_related("to").order_by("-happened_on", "-number").first()
        return last.to if last and (last.ends_on is None or last.ends_on >= day) else None


class Counting(Entry):
    """An area began to count for the zone."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="countings", verbose_name=_("area"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=200, blank=True)

    subject_field = "area"
    facts = ("ends_on", "document")
    line = ANY_LINE

    objects: ClassVar[Any] = DatedEntryQuerySet.as_manager()

    class Meta(Entry.Meta):
        verbose_name = _("counted for the zone")
        verbose_name_plural = _("counted for the zone")
        constraints = [one_standing("area", "happened_on")]


class Responsibility(Entry):
    """An office answers for a matter in an area: responsibility is per matter and per date, not per place."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="responsibilities", verbose_name=_("area"))
    matter = models.CharField(_("matter"), max_length=60)
    to = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("office"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    subject_field = "area"
    facts = ("matter", "to", "ends_on")
    line = ANY_LINE

    objects: ClassVar[Any] = DatedEntryQuerySet.as_manager()

    class Meta(Entry.Meta):
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        constraints = [one_standing("area", "matter", "happened_on", name="one_responsibility")]


def zone_outline(zone: Zone, day: date) -> Any:
    """The ground of the areas that count for a zone on a day, as one shape; None where none has a shape."""
    import shapely

    shapes = [area.shape for area in Area.objects.filter(zone=zone).counted_on(day).exclude(geojson="")]
    return shapely.union_all([shape.geometry for shape in shapes]) if shapes else None


def _ends_after(happened_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < happened_on:
        raise Refused(gettext("It ends before it begins."), field="ends_on")
