"""The figures of the largest tables by Polars: one lazy select a table, all of them collected together."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from dajuan.figures.mirror.folder import Folder
from dajuan.figures.mirror.manifest import Manifest

YEARS = (2019, 2020)
C = pl.col
DECISION = {
    "cases-decided": None,
    "cases-denied": ~C("granted"),
    "cases-with-limit": C("in_time").is_not_null(),
    "cases-in-time": C("in_time"),
    "cases-with-days": C("working_days").is_not_null(),
    "cases-with-missing": C("with_missing"),
    "cases-assisted": C("assisted"),
    "cases-on-the-spot": C("on_the_spot"),
    "cases-in-packages": C("in_package"),
}


class Polarised:
    """A mirror's files of one zone, read by Polars."""

    def __init__(self, place: Path, zone: int) -> None:
        self.place, self.zone = place, zone
        held = Folder(place).held()
        self.manifest: Manifest = held.manifest

    def table(self, label: str) -> pl.LazyFrame:
        """The zone's entries of a type in force."""
        files = [self.place / file.path for file in self.manifest.shelves[label].open]
        return pl.scan_parquet(files).filter(C("zone_id") == self.zone)

    def answered(self) -> dict[str, int]:
        """Every answer by `key__year`."""
        found: dict[str, int] = {}
        for frame in pl.collect_all(self._asked()):
            found |= {name: int(value or 0) for name, value in frame.row(0, named=True).items()}
        return found

    def _asked(self) -> list[pl.LazyFrame]:
        asked = [
            self._counts("services.submission", "happened_on", {"cases-submitted": None}),
            self._counts("services.acceptance", "happened_on", {"cases-accepted": None}),
            self._counts("services.decision", "happened_on", DECISION, {"working-days-used": "working_days"}),
            self._counts("services.licenceissued", "happened_on", {"licences-issued": None}),
            self._counts("projects.fixedinvestment", "month", {}, {"statistical-investment": "amount_fen"}),
            self._counts(
                "projects.lightshown",
                "month",
                {"lights-yellow": C("light") == "yellow", "lights-red": C("light") == "red"},
            ),
            self._counts("investment.visit", "happened_on", {"visits-made": None}),
            self._counts("investment.promise", "due_on", {"promises-due": None}),
            self._counts("city.inspection", "happened_on", {}, {"bins-right": "bins_right", "bins-inspected": "bins"}),
            self._counts(
                "city.consent", "happened_on", {}, {"households-agreed": "agreed", "households-asked": "asked"}
            ),
            self._counts("city.funding", "happened_on", {}, {"works-funds": "amount_fen"}),
        ]
        asked += [
            self._keys(f"tickets.{label}", key)
            for label, key in (
                ("report", "tickets-raised"),
                ("solution", "tickets-solved"),
                ("confirmation", "tickets-confirmed"),
            )
        ]
        return asked

    def _counts(
        self, label: str, on: str, counted: dict[str, Any], added: dict[str, str] | None = None
    ) -> pl.LazyFrame:
        columns = []
        for year in YEARS:
            within = (C(on) >= date(year, 1, 1)) & (C(on) < date(year + 1, 1, 1))
            for key, condition in counted.items():
                both = within if condition is None else within & condition
                columns.append(both.sum().cast(pl.Int64).alias(f"{key}__{year}"))
            columns += [C(name).filter(within).sum().alias(f"{key}__{year}") for key, name in (added or {}).items()]
        return self.table(label).filter((C(on) >= date(2019, 1, 1)) & (C(on) < date(2021, 1, 1))).select(columns)

    def _keys(self, label: str, key: str) -> pl.LazyFrame:
        merged = self.table("records.merged").filter(C("type") == "tickets.ticket").select("gone", "kept")
        kept = pl.coalesce("kept", "ticket_id")
        rows = self.table(label).join(merged, left_on="ticket_id", right_on="gone", how="left")
        within = [C("happened_on").dt.year() == year for year in YEARS]
        named = zip(YEARS, within, strict=True)
        return rows.select([kept.filter(one).n_unique().alias(f"{key}__{year}") for year, one in named])
