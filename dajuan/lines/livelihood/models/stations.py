"""Air stations and what they read, hour by hour (C73–C76).

Readings come by import, never by hand. A corrected value is a new row with a reason; one that cannot be trusted stays
in the ledger with a mark and is left out of every mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dajuan.core.places.shaped import Shaped, ShapedQuerySet
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import Entry, one_standing
from dajuan.core.records.quantities import read
from dajuan.core.rooms.subjects import ListedQuerySet, RoomSubject, one_per
from dajuan.lines.livelihood.aqi import EditionUnknown, Index, Pollutant, Values, in_force

HOURS = 24
STUCK_HOURS = 4
"""From the fourth equal hour in a row on, a station counts as stuck; the first three are believed."""
OZONE_DAY_BEGINS = 8
"""An 8-hour mean that ends before 8:00 belongs to the night, not to the day's maximum (HJ 663-2013)."""


class StationQuerySet(ListedQuerySet, ShapedQuerySet):  # type: ignore[override]  # the stubs give each queryset an as_manager of its own
    def evaluated(self) -> Self:
        """The named set by which the zone's air is judged: stations run by the state or the province."""
        return self.exclude(network=Station.Network.MICRO)


class Station(Shaped, RoomSubject):
    """One place where the air is measured."""

    class Network(models.TextChoices):
        STATE = "state", _("state-run")
        PROVINCIAL = "provincial", _("province-run")
        MICRO = "micro", _("micro station")

    code = models.CharField(_("station code"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    network = models.CharField(_("network of the station"), max_length=12, choices=Network.choices)
    area = models.CharField(_("street or area"), max_length=40, blank=True)
    measures_since = models.DateField(_("measures since"))

    page = "stations"
    narrowed_by = ("network",)
    searched = ("name", "code", "area")

    objects: ClassVar[Any] = StationQuerySet.as_manager()

    class Meta:
        verbose_name = _("air station")
        verbose_name_plural = _("air stations")
        ordering = ["code"]
        constraints = [
            one_per("code", name="one_station_per_code", message=_("A station with this code is already there.")),
            one_per("name", name="one_station_per_name", message=_("A station of this name is already there.")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def verbs(self) -> tuple[str, ...]:
        return ()  # readings come by import, never by hand

    @property
    def is_evaluated(self) -> bool:
        """Whether it belongs to the set by which the zone's air is judged."""
        return self.network != self.Network.MICRO

    @property
    def latest(self) -> Reading | None:
        """The last hour read."""
        return self.readings.standing().order_by("-happened_on", "-hour").first()

    def read(
        self,
        act: Act,
        *,
        happened_on: date,
        hour: int,
        published_aqi: int | None = None,
        mark: str = "",
        **values_x10: int | None,
    ) -> Reading:
        """One hour is read. Refuses an hour read already: what is wrong is corrected, with a reason."""
        act.lock(self)
        reading = self.reading(happened_on, hour, values_x10, published_aqi=published_aqi, mark=mark)
        same = act.standing(self.readings).filter(happened_on=happened_on, hour=hour)
        if same.exists():
            raise Refused(_("This hour has already been recorded; correct that record."), field="hour")
        return act.enter(reading)

    def reading(
        self,
        day: date,
        hour: int,
        values_x10: Mapping[str, int | None],
        *,
        published_aqi: int | None = None,
        mark: str = "",
    ) -> Reading:
        """A reading ready to be entered. Refuses hours that do not exist, days before the station, and nothing read."""
        if not 0 <= hour < HOURS:
            raise Refused(_("An hour is between 0 and 23."), field="hour")
        if day < self.measures_since:
            raise Refused(_("This station did not measure on that day yet."), field="happened_on")
        if all(value is None for value in values_x10.values()):
            raise Refused(_("Nothing was read in this hour."))
        return Reading(
            station=self,
            network=self.network,
            happened_on=day,
            hour=hour,
            ozone_day=hour >= OZONE_DAY_BEGINS,
            published_aqi=published_aqi,
            mark=mark,
            **values_x10,
        )


class Reading(Entry):
    """What a station read in one hour; concentrations in tenths of 1 µg/m³, carbon monoxide of 1 mg/m³.

    The hour is the one the mean ends with; that of 24:00 is hour 0 of the next day, as the network publishes it.
    """

    class Mark(models.TextChoices):
        NONE = "", _("reading valid")
        STUCK = "stuck", _("instrument stuck")
        INVALID = "invalid", _("reading not valid")

    station = models.ForeignKey(
        Station, models.PROTECT, related_name="readings", db_index=False, verbose_name=_("air station")
    )
    network = models.CharField(_("network of the station"), max_length=12, choices=Station.Network.choices)
    hour = models.PositiveSmallIntegerField(_("hour"))
    ozone_day = models.BooleanField(_("8-hour ozone counts for this day"))
    pm25_x10 = models.PositiveIntegerField(_("PM2.5 (µg/m³)"), null=True)
    pm10_x10 = models.PositiveIntegerField(_("PM10 (µg/m³)"), null=True)
    so2_x10 = models.PositiveIntegerField(_("SO₂ (µg/m³)"), null=True)
    no2_x10 = models.PositiveIntegerField(_("NO₂ (µg/m³)"), null=True)
    co_x10 = models.PositiveIntegerField(_("CO (mg/m³)"), null=True)
    o3_1h_x10 = models.PositiveIntegerField(_("O₃ 1 h (µg/m³)"), null=True)
    o3_8h_x10 = models.PositiveIntegerField(_("O₃ 8 h (µg/m³)"), null=True)
    published_aqi = models.PositiveSmallIntegerField(_("published AQI"), null=True)
    mark = models.CharField(_("validity"), max_length=10, choices=Mark.choices, default=Mark.NONE, blank=True)

    subject_field = "station"
    facts = ("hour", "pm25_x10", "pm10_x10", "so2_x10", "no2_x10", "co_x10", "o3_1h_x10", "o3_8h_x10", "mark")

    class Meta(Entry.Meta):
        verbose_name = _("hourly reading")
        verbose_name_plural = _("hourly readings")
        indexes = [
            models.Index(fields=["zone", "happened_on", "number"], condition=Q(until__isnull=True), name="reading_list")
        ]
        constraints = [
            one_standing("station", "happened_on", "hour"),
            models.CheckConstraint(
                condition=Q(hour__lt=HOURS),
                name="an_hour_is_0_to_23",
                violation_error_message=_("An hour is between 0 and 23."),
            ),
        ]

    def shown_facts(self) -> list[tuple[str, Any]]:
        """Name and value of each fact, concentrations in their printed unit; what was not read is left out."""
        shown = []
        for name, (title, value) in zip(self.facts, super().shown_facts(), strict=True):
            if value not in (None, ""):
                shown.append((title, read(name, value) if name.endswith("_x10") else value))
        return shown

    @property
    def values_x10(self) -> Values:
        """Tenths by pollutant, None where nothing was read."""
        return {pollutant: getattr(self, column(pollutant)) for pollutant in Pollutant}

    @property
    def printed(self) -> list[str | None]:
        """The concentrations in their printed unit, in the order of the facts; None where nothing was read."""
        values = [getattr(self, name) for name in self.facts if name.endswith("_x10")]
        return [None if value is None else f"{value / 10:g}" for value in values]

    @property
    def index(self) -> Index | None:
        """The hour's index, computed anew; none where the network published none or the reading is marked."""
        judged_invalid = self.published_aqi is None and self.network != Station.Network.MICRO
        if self.mark or judged_invalid:
            return None
        try:
            return in_force(self.happened_on).hourly_index(self.values_x10)
        except EditionUnknown:
            return None

    @property
    def differs(self) -> bool:
        """Whether our index is not the one the network published (数据比对)."""
        index = self.index
        return index is not None and self.published_aqi is not None and index.aqi != self.published_aqi

    @property
    def hour_number(self) -> int:
        """Hours numbered through, over midnight."""
        return self.happened_on.toordinal() * HOURS + self.hour


def column(pollutant: Pollutant) -> str:
    """The column of a pollutant: `pm25_x10`."""
    return f"{pollutant.value}_x10"


def cells_by_day(readings: Any) -> list[dict[str, Any]]:
    """Valid readings per station, day and half of the day: for each pollutant hours, their sum and the highest."""
    asked: dict[str, Any] = {}
    for pollutant in Pollutant:
        name = column(pollutant)
        asked |= {
            f"{name}_count": models.Count(name),
            f"{name}_total": models.Sum(name),
            f"{name}_highest": models.Max(name),
        }
    valid = readings.filter(mark=Reading.Mark.NONE).order_by("happened_on")
    return list(valid.values("happened_on", "station_id", "ozone_day").annotate(**asked))
