"""Ledgers that come in as spreadsheets: stations, what they read hour by hour, and schools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from dajuan.core.records.models import Entry, Refused
from dajuan.core.spreadsheets.register import Column, Register, Staging, Values
from dajuan.core.staff.models import Zone
from dajuan.lines.livelihood.aqi import Pollutant
from dajuan.lines.livelihood.models import Reading, School, SchoolOpening, Station
from dajuan.lines.livelihood.models.stations import HOURS, STUCK_HOURS, column

Read = tuple[int | None, ...]
"""What a station read in one hour, comparable as a whole."""


def stations_by_name(zone: Zone) -> dict[str, Any]:
    """The zone's stations by name and by code."""
    found: dict[str, Any] = {}
    for station in Station.objects.filter(zone=zone).defer("geojson"):
        found |= {station.code: station, station.name: station}
    return found


def _concentration(pollutant: Pollutant, *aliases: str) -> Column:
    unit = "mg/m³" if pollutant == Pollutant.CO else "µg/m³"
    title = f"{pollutant.label} ({unit})"
    names = (pollutant.value, *aliases)
    return Column(column(pollutant), title, kind="decimal", scale=10, aliases=names, check=_not_negative, sample=36)


def _not_negative(value: int) -> Any:
    return _("A concentration or index is not below 0.") if value < 0 else ""


def _hour(value: int) -> Any:
    return "" if 0 <= value < HOURS else _("An hour is between 0 and 23.")


def _school_code(value: str) -> Any:
    """The identification code of a school: ten digits (教育部 2014, 学校（机构）标识码)."""
    return "" if value.isascii() and value.isdigit() and len(value) == 10 else _("A school code has ten digits.")


class ReadingRegister(Register):
    """Hourly readings as the stations' network publishes them. A row in which nothing was read records nothing.

    An hour is marked as stuck when the station has read exactly the same in each of the three hours before it: the
    first three are believed. Rows must come in order of time for that, as the network gives them.
    """

    name = "livelihood.readings"
    title = _("Hourly readings of the air")
    note = _(
        "From the stations' network, one row a station and hour. A changed value replaces the one recorded before."
    )
    records = (Reading,)
    trusted = True  # instruments' readings, judged by the network
    system = _("national air network")  # type: ignore[assignment]  # shown in the reader's language
    columns = (
        Column(
            "station",
            _("Station"),
            kind="name",
            key=True,
            required=True,
            candidates=stations_by_name,
            aliases=("station", "监测点", "站点", "站点名称"),
            sample="经开区",
        ),
        Column(
            "happened_on", _("Day"), kind="date", key=True, required=True, aliases=("date", "日期"), sample="2020-04-02"
        ),
        Column(
            "hour",
            _("Hour"),
            kind="integer",
            key=True,
            required=True,
            check=_hour,
            aliases=("hour", "小时", "时"),
            sample=8,
        ),
        Column("published_aqi", "AQI", kind="integer", check=_not_negative, aliases=("aqi", "AQI指数"), sample=33),
        _concentration(Pollutant.PM25, "PM2.5"),
        _concentration(Pollutant.PM10, "PM10"),
        _concentration(Pollutant.CO, "一氧化碳"),
        _concentration(Pollutant.NO2, "二氧化氮"),
        _concentration(Pollutant.O3_1H, "臭氧1小时"),
        _concentration(Pollutant.O3_8H, "臭氧8小时"),
        _concentration(Pollutant.SO2, "二氧化硫"),
    )

    def __init__(self) -> None:
        self._read: dict[Any, dict[int, Read]] = {}

    def rows(self, act: Staging, batch: Sequence[Values]) -> Iterator[Entry | None]:
        """The batch's readings; hours recorded before by other means are refused."""
        readings = [_reading(values) for values in batch]
        recorded = self._look_back(act, [one for one in readings if isinstance(one, Reading)])
        for one in readings:
            if isinstance(one, Refused):
                raise one
            if one is not None and (one.station_id, one.hour_number) in recorded:
                raise Refused(_("This hour has already been recorded; correct that record."), field="hour")
            yield act.enter(self._judged(one)) if one is not None else None

    def _judged(self, reading: Reading) -> Reading:
        """Mark the reading where its station has stood still."""
        read = self._read[reading.station_id]
        now = _as_read(reading)
        read[reading.hour_number] = now
        read.pop(reading.hour_number - HOURS, None)  # only the last hours are asked for again
        before = [read.get(reading.hour_number - back) for back in range(1, STUCK_HOURS)]
        if len([value for value in now if value is not None]) > 1 and all(hour == now for hour in before):
            reading.mark = Reading.Mark.STUCK
        return reading

    def _look_back(self, act: Staging, readings: list[Reading]) -> set[tuple[Any, int]]:
        """Which hours of these days stand in the ledger; and remember what new stations read right before."""
        if not readings:
            return set()
        first, last = (pick(one.happened_on for one in readings) for pick in (min, max))
        stations = {one.station_id for one in readings}
        stored = Reading.objects.filter(station__in=stations, happened_on__range=(first - timedelta(days=1), last))
        before: dict[Any, dict[int, Read]] = defaultdict(dict)
        recorded = set()
        for one in act.standing(stored):
            before[one.station_id][one.hour_number] = _as_read(one)
            recorded.add((one.station_id, one.hour_number))
        for station in stations:
            self._read.setdefault(station, before[station])
        return recorded


def _reading(values: Values) -> Reading | Refused | None:
    """One row as a reading; a refusal to be raised when its turn comes; None where nothing was read."""
    read = {column(pollutant): values[column(pollutant)] for pollutant in Pollutant}
    if all(value is None for value in read.values()):
        return None
    day: date = values["happened_on"]
    try:
        reading: Reading = values["station"].reading(day, values["hour"], read, published_aqi=values["published_aqi"])
    except Refused as refusal:
        return refusal
    return reading


def _as_read(reading: Reading) -> Read:
    return tuple(reading.values_x10.values())


class StationRegister(Register):
    """The stations themselves, before their readings."""

    name = "livelihood.stations"
    title = _("Air stations")
    trusted = True  # nothing of a station counts before it is read
    columns = (
        Column(
            "code",
            _("Station code"),
            kind="code",
            key=True,
            required=True,
            longest=20,
            aliases=("站点编码", "编号"),
            sample="1464A",
        ),
        Column("name", _("Name"), required=True, longest=80, aliases=("站点", "站点名称"), sample="经开区"),
        Column(
            "network",
            _("Network"),
            kind="choice",
            required=True,
            choices=dict(Station.Network.choices),
            aliases=("站点类型",),
            sample="state",
        ),
        Column("area", _("Street or area"), longest=40, aliases=("街道",)),
        Column(
            "measures_since",
            _("Measures since"),
            kind="date",
            required=True,
            aliases=("启用日期",),
            sample="2013-01-01",
        ),
    )

    def row(self, act: Staging, values: Values) -> None:
        """A new station, or a known one's particulars; nothing of it counts."""
        station = Station.objects.filter(zone=act.zone, code=values["code"]).first()
        if station is None:
            act.make(Station(zone=act.zone, office=act.office, **values))
            return
        changed = [name for name, value in values.items() if getattr(station, name) != value]
        for name in changed:
            setattr(station, name, values[name])
        act.change(station, changed)


class SchoolRegister(Register):
    """Schools with the day they opened for teaching."""

    name = "livelihood.schools"
    title = _("Schools")
    records = (SchoolOpening,)
    columns = (
        Column(
            "code",
            _("School code"),
            kind="code",
            key=True,
            required=True,
            longest=20,
            check=_school_code,
            aliases=("学校代码", "学校标识码"),
            sample="3161000001",
        ),
        Column("name", _("Name"), required=True, longest=80, aliases=("学校名称", "校名"), sample="经开第一小学"),
        Column(
            "kind",
            _("Kind"),
            kind="choice",
            required=True,
            choices=dict(School.Kind.choices),
            aliases=("学校类别", "办学类型"),
            sample="primary",
        ),
        Column(
            "ownership",
            _("Ownership"),
            kind="choice",
            required=True,
            choices=dict(School.Ownership.choices),
            aliases=("办学性质",),
            sample="public",
        ),
        Column("address", _("Address of the school"), longest=120, aliases=("地址", "校址")),
        Column(
            "happened_on",
            _("Opened on"),
            kind="date",
            required=True,
            aliases=("开学日期", "开办时间"),
            sample="2020-09-01",
        ),
    )

    def row(self, act: Staging, values: Values) -> SchoolOpening:
        """The opening of a school, which is made where its code is new."""
        particulars = {name: value for name, value in values.items() if name != "happened_on"}
        school = School.objects.filter(zone=act.zone, code=values["code"]).first()
        school = school or act.make(School(zone=act.zone, office=act.office, **particulars))
        return school.open(act, happened_on=values["happened_on"])
