"""`./run nation`: a figure over many zones, from their mirrors or from the cells they publish; and publishing cells."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dajuan.core.records.models import Refused
from dajuan.figures import catalogue
from dajuan.figures.book import Book
from dajuan.figures.engines import Leaf
from dajuan.figures.management.commands.figures import zone_of
from dajuan.figures.nation import cells, kept
from dajuan.figures.nation.adding import Ranking, ranked
from dajuan.figures.nation.reading import Nation, OnDuckDB, OnSpark, ZoneMirror, is_addable
from dajuan.figures.planner import leaves
from dajuan.figures.vocabulary import Figure
from dajuan.values import periods
from dajuan.values.numbers import grouped, rounded
from dajuan.values.periods import Period


class Command(BaseCommand):
    help = "Rank zones by a figure and add them up, from their mirrors (DuckDB, Spark) or from signed cells."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, required=True, help="the year asked about")
        parser.add_argument(
            "--figure", action="append", default=[], help="a figure's key; every figure if none is named"
        )
        parser.add_argument("--mirror", action="append", default=[], help="CODE=FOLDER, or CODE:NUMBER=FOLDER")
        parser.add_argument("--cells", action="append", default=[], help="a file a zone published")
        parser.add_argument("--key", action="append", default=[], help="a zone's public key; others are refused then")
        parser.add_argument("--spark", default="", help="address of Spark: local[2], spark://host:7077, yarn, k8s://…")
        parser.add_argument("--least", type=int, default=0, help="smallest base of a share that is ranked")
        parser.add_argument("--publish", default="", help="write this zone's own cells into a file instead")
        parser.add_argument("--zone", default="", help="code of the zone to publish, where there are several")
        parser.add_argument("--keep", action="store_true", help="keep the result for the page of zones")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--csv", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            period = periods.year(options["year"])
            figures = _figures(options["figure"])
            wanted = leaves((one, period) for one in figures)
            if options["publish"]:
                text = cells.published(wanted, Book.now(zone_of(options["zone"])))
                Path(options["publish"]).write_text(text)
                self.stdout.write(f"{len(wanted)} cells written to {options['publish']}")
                return
            rankings = _rankings(figures, period, wanted, options)
            if options["keep"]:
                kept.keep(rankings, period, options["least"])
            self._told(rankings, options)
        except (Refused, periods.PeriodError, ValueError, OSError) as error:
            raise CommandError(str(error)) from error

    def _told(self, rankings: list[Ranking], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps([one.as_json() for one in rankings], ensure_ascii=False, indent=1))
        elif options["csv"]:
            out = csv.writer(sys.stdout)
            out.writerow(["figure", "zone", "place", "value", "base", "unit"])
            for one in rankings:
                out.writerows(_line(one, row) for row in [*one.as_json()["zones"], one.as_json()["whole"]])
        else:
            for one in rankings:
                self._table(one)

    def _table(self, ranking: Ranking) -> None:
        figure = ranking.figure
        self.stdout.write(f"{figure} ({figure.unit})")
        for one in (*ranking.zones, ranking.whole):
            value = "–" if one.value is None else grouped(rounded(one.value, figure.decimals))
            base = "" if one.base is None else f"  of {grouped(rounded(one.base, 0))}"
            name = one.zone or "in all"
            self.stdout.write(f"  {one.place or '':>3} {name:24} {value:>18}{base}")


def _line(ranking: Ranking, row: dict[str, Any]) -> list[Any]:
    return [ranking.figure.key, row["zone"], row["place"], row["value"], row["base"], str(ranking.figure.unit)]


def _figures(keys: list[str]) -> list[Figure]:
    """The figures asked for; refuses an unknown key, and one whose zones cannot be put together."""
    if not keys:
        return [one for one in catalogue.every() if is_addable(one)]
    found = []
    for key in keys:
        one = catalogue.figure(key)
        if one is None:
            raise CommandError(f"There is no figure {key}. ./run figures lists them.")
        if not is_addable(one):
            raise CommandError(f"Zones cannot be put together for {key}: it is no count, total or share.")
        found.append(one)
    return found


def _rankings(figures: list[Figure], period: Period, wanted: list[Leaf], options: dict[str, Any]) -> list[Ranking]:
    zones: dict[str, dict[Leaf, int | None]] = {}
    for file in options["cells"]:
        published = cells.taken(Path(file).read_text(), set(options["key"]))
        _refuse_twice(published.zone, zones)
        zones[published.zone] = published.of(wanted)
    mirrors = [ZoneMirror.named(words) for words in options["mirror"]]
    if mirrors:
        engine: Nation = OnSpark(mirrors, options["spark"]) if options["spark"] else OnDuckDB(mirrors)
        for code, its in engine.by_zone(wanted).items():
            _refuse_twice(code, zones)
            zones[code] = its
    if not zones:
        raise CommandError("Name at least one zone: --mirror CODE=FOLDER or --cells FILE.")
    return [ranked(one, period, zones, options["least"]) for one in figures]


def _refuse_twice(code: str, zones: dict[str, dict[Leaf, int | None]]) -> None:
    if code in zones:
        raise CommandError(f"Zone {code} is named twice; it would be added twice.")
