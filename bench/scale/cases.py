"""One case of the benchmark, measured in a process of its own: `python -m bench.scale.cases NAME`, told as JSON.

The ledger lies in DAJUAN_DATA (and its entries in DAJUAN_DATABASE, if set). What answers remember is thrown away before
each run; compiled plans stay, unless the case is the first report after a start.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from bench.scale.measuring import children, cost_of

ROOT = Path(__file__).resolve().parent.parent.parent


def _ready() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dajuan.site.settings")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()


class Asked:
    """Every figure of the catalogue about 2020 and 2019, of the ledger's first zone."""

    def __init__(self, keys: set[str] | None = None) -> None:
        from bench.scale.databases import PAST
        from dajuan.core.staff.models import Zone
        from dajuan.figures import catalogue
        from dajuan.figures.book import Book
        from dajuan.values import periods

        self.years = (periods.year(2020), periods.year(2019))
        figures = [one for one in catalogue.every() if keys is None or one.key in keys]
        self.all = [(one, year) for one in figures for year in self.years]
        self.zone = Zone.objects.order_by("pk")[0]
        self.now = Book.now(self.zone)
        self.past = Book(self.zone, int(self.now.moment * PAST))

    def report(self, book: Any) -> dict[str, Any]:
        """The answers by `key__year`, exactly as they stand before they are divided by their scale."""
        from dajuan.figures import answers

        found = answers.ask_all(self.all, book)
        return {f"{one.figure.key}__{one.period.start.year}": one.value for one in found}


def _mirror() -> Path:
    from django.conf import settings

    return Path(settings.MIRROR_DIR)


def _costs(name: str, work: Callable[[], Any], **more: Any) -> dict[str, Any]:
    runs = int(os.environ.get("BENCH_RUNS", "5"))
    how = {word: more.pop(word) for word in ("before", "others", "runs") if word in more}
    return {"name": name, **asdict(cost_of(work, **{"runs": runs, **how})), **more}


def limit() -> Iterator[dict[str, Any]]:
    """What decoding costs: in force, and of one file with everything."""
    from bench.scale.limits import Limit

    one = Limit(_mirror())
    yield _costs("decode", one.open)
    if os.environ.get("BENCH_ONE_FILE") == "0":  # to write one file of fifty million takes minutes
        return
    one.join()
    yield _costs("decode as of", one.whole)


def ours() -> Iterator[dict[str, Any]]:
    """The whole report by our plan, in force and as of a past moment."""
    from dajuan.figures import answers

    asked = Asked()
    for name, book in (("ours", asked.now), ("ours as of", asked.past)):
        yield _costs(name, lambda book=book: asked.report(book), before=answers.forget, numbers=len(asked.all))


def hand() -> Iterator[dict[str, Any]]:
    """By hand in SQL and by our plan, the same figures, in force and as of a past moment; and one query a figure."""
    from dajuan.figures.book import Book

    by_hand, asked = ByHand(), Asked()
    mirrored = Book(asked.zone, by_hand.manifest.watermark)  # what came since, only ours would see
    for name, book in (("", mirrored), (" as of", asked.past)):
        yield from _compared(f"hand SQL{name}", f"ours, same figures{name}", lambda book=book: by_hand.sql(book), book)
    yield _costs("a query a figure", lambda: _one_by_one(asked), numbers=len(asked.all))


def _compared(theirs: str, ours: str, work: Callable[[], Any], book: Any) -> Iterator[dict[str, Any]]:
    """What another way to the same answers costs, what differs, and what ours costs for exactly those answers."""
    from bench.scale.handwritten import value_of
    from dajuan.figures import answers

    found, written = work(), {}
    for figure, period in Asked().all:
        try:
            written[f"{figure.key}__{period.start.year}"] = value_of(figure, period.start.year, found)
        except LookupError:
            continue
    some = Asked({key.partition("__")[0] for key in written})
    known = some.report(book)
    wrong = [f"{key}: {known[key]}, by hand {value}" for key, value in written.items() if known[key] != value]
    yield _costs(theirs, work, numbers=len(written), wrong=wrong)
    yield _costs(ours, lambda: some.report(book), before=answers.forget, numbers=len(some.all))


class ByHand:
    """DuckDB over the mirror's files, without our planner."""

    def __init__(self) -> None:
        import duckdb

        from dajuan.figures.mirror.folder import Folder
        from dajuan.figures.mirror.manifest import Manifest

        self.con = duckdb.connect(config={"threads": 1})
        self.con.execute("set parquet_metadata_cache = true")
        held = Folder(_mirror()).held()
        self.manifest: Manifest = held.manifest

    def table(self, label: str, book: Any) -> str:
        """A table of the zone's entries as known at the book's moment, read from the files that can hold any."""
        from dajuan.figures.mirror.parquet import union

        shelf, zone, moment = self.manifest.shelves[label], f"zone_id = {book.zone.pk}", book.moment
        known = f"{zone} and moment <= {moment}"
        found = []
        if shelf.open:
            files = union([str(_mirror() / file.path) for file in shelf.open])
            found.append(f"select * from {files} where {zone if moment >= self.manifest.watermark else known}")
        if shelf.closed and (moment < self.manifest.watermark or not shelf.open):
            closed = union([str(_mirror() / file.path) for file in shelf.closed])
            found.append(f"select * from {closed} where {known} and until > {moment}")
        return f"({' union all '.join(found)})"

    def sql(self, book: Any) -> dict[str, int | None]:
        """The statements of handwritten.py."""
        from bench.scale.handwritten import answered

        def run(text: str) -> list[dict[str, Any]]:
            found = self.con.execute(text)
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

        return answered(run, lambda label: self.table(label, book))


def _one_by_one(asked: Asked) -> None:
    """Every figure and year by itself, nothing remembered from one to the next, as a report tool would ask."""
    from dajuan.figures import answers

    for figure, period in asked.all:
        answers.forget()
        answers.ask_one(figure, period, asked.now)


def live() -> Iterator[dict[str, Any]]:
    """The whole report from the ledger's own database."""
    from django.db import connection

    from dajuan.figures import answers

    asked = Asked()
    _without_mirror()
    found = _costs("live", lambda: asked.report(asked.now), before=answers.forget, numbers=len(asked.all))
    yield {**found, "engine": connection.vendor}


def postgresql() -> Iterator[dict[str, Any]]:
    """The whole report from PostgreSQL itself, with the product's indexes and without; its own processor time added."""
    from django.db import connection

    from bench.scale.databases import Filling
    from bench.scale.ledger import Size
    from dajuan.figures import answers

    place = Path(os.environ["DAJUAN_DATA"]) / "mirror"
    filling = Filling(place, Size(**json.loads((place / "size.json").read_text())))
    filling.whole()
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    _without_mirror()
    asked = Asked()
    for name in ("live postgresql", "live postgresql, no indexes"):
        if name.endswith("no indexes"):
            _drop_indexes(list(filling.tables()))
        others = [int(os.environ["BENCH_SERVER"])]
        yield _costs(
            name, lambda: asked.report(asked.now), before=answers.forget, numbers=len(asked.all), others=others
        )


def _drop_indexes(tables: list[str]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select indexname from pg_indexes where tablename = any(%s) and indexname not in"
            " (select conname from pg_constraint)",
            [tables],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'drop index "{name}"')


def _without_mirror() -> None:
    """Let nobody read a mirror in this process."""
    from dajuan.figures import choosing, freshness

    choosing.columnar = freshness.columnar = lambda: None


def nation() -> Iterator[dict[str, Any]]:
    """The addable figures over all zones of a folder, by DuckDB."""
    from dajuan.figures.nation.reading import OnDuckDB

    engine, leaves = OnDuckDB(_zones(), threads=2), _addable()
    yield _costs("nation on DuckDB", lambda: engine.by_zone(leaves), numbers=len(leaves), zones=len(engine.zones))


def spark() -> Iterator[dict[str, Any]]:
    """The same on Spark, and whether the integers are the same; processor and memory are the whole cluster's.

    `BENCH_SPARK`: its address; none starts a master and two workers here. One figure shows what any question costs
    however little it reads.
    """
    from bench.scale.cluster import standing

    if address := os.environ.get("BENCH_SPARK", ""):
        yield from _asked_of_spark(address)
        return
    with standing(Path(os.environ["SPARK_HOME"]).parent, Path(os.environ["BENCH_CLUSTER"])) as address:
        yield from _asked_of_spark(address)


def _asked_of_spark(address: str) -> Iterator[dict[str, Any]]:
    from dajuan.figures.nation.reading import OnDuckDB, OnSpark

    zones, leaves = _zones(), _addable()
    wanted = OnDuckDB(zones, threads=2).by_zone(leaves)
    began = time.perf_counter()
    engine = OnSpark(zones, address)
    engine.by_zone(leaves[:1])
    up = time.perf_counter() - began
    began = time.perf_counter()
    found = engine.by_zone(leaves)
    first = time.perf_counter() - began
    wrong = [leaf[0].title for zone in wanted for leaf in leaves if wanted[zone][leaf] != found[zone][leaf]]
    others = children(os.getpid())  # the master, the workers, and the Java that asks them
    cost = _costs("nation on Spark", lambda: engine.by_zone(leaves), others=others)
    told = {"up": up, "first": first, "wrong": wrong, "numbers": len(leaves), "zones": len(zones)}
    yield {**cost, **told, "address": address}
    yield _costs("nation on Spark, one figure", lambda: engine.by_zone(leaves[:1]), others=others)
    engine.session.stop()


def _zones() -> list[Any]:
    from dajuan.figures.nation.reading import ZoneMirror

    places = sorted(Path(os.environ["BENCH_ZONES"]).iterdir())
    return [ZoneMirror.named(f"{one.name}={one}/mirror") for one in places if (one / "mirror" / "current").exists()]


def _addable() -> list[Any]:
    from dajuan.figures import catalogue
    from dajuan.figures.nation.reading import is_addable
    from dajuan.figures.planner import leaves
    from dajuan.values import periods

    years = (periods.year(2020), periods.year(2019))
    return leaves((one, year) for one in catalogue.every() if is_addable(one) for year in years)


def first() -> Iterator[dict[str, Any]]:
    """The first report of a new process, with plans kept from before and without any."""
    began, spent = time.perf_counter(), time.process_time()
    asked = Asked()
    asked.report(asked.now)
    cost = {"wall": time.perf_counter() - began, "processor": time.process_time() - spent, "runs": 1}
    yield {"name": "first", **cost}


def fresh() -> Iterator[dict[str, Any]]:
    """After one more entry: a linear figure, every figure of its table, the whole report."""
    from django.db import connection

    from dajuan.core.staff.models import Office, User
    from dajuan.figures import answers
    from dajuan.figures.catalogue import every

    everything = Asked()
    linear = Asked({"statistical-investment"})
    table = Asked(
        {one.key for one in every() for rows in one.rows_used() if rows.entry._meta.label == "projects.Start"}
    )
    answers.forget()
    for asked in (linear, table, everything):
        asked.report(Asked().now)
    user, office = User.objects.order_by("pk")[0], Office.objects.order_by("pk")[0]
    if connection.vendor == "sqlite":
        connection.cursor().execute("pragma foreign_keys = off")  # generated ledgers hold entries and no subjects
    for name, asked, label in (
        ("fresh: a linear figure", linear, "projects.fixedinvestment"),
        ("fresh: its table", table, "projects.start"),
        ("fresh: the whole report", everything, "projects.start"),
    ):
        more = Adding(label, user, office)
        yield _costs(name, lambda asked=asked: asked.report(Asked().now), before=more.add, numbers=len(asked.all))


class Adding:
    """One more entry like the last of its type, on the next day that is free."""

    def __init__(self, label: str, user: Any, office: Any) -> None:
        from dajuan.core.records.models import entry_types

        self.entry, self.user, self.office = entry_types()[label], user, office
        self.key = int(time.time()) * 1000

    def add(self) -> None:
        """Record it, in an act of its own."""
        from dajuan.core.records.act import act
        from dajuan.core.records.pouring import Pouring

        zone = self.user.zone
        last = self.entry._default_manager.filter(zone=zone, until=None).order_by("-number")[0]
        names = [str(field.column) for field in self.entry._meta.concrete_fields if field.column not in KEPT_BY_ACT]
        self.key += 1
        values = [self._value(last, name) for name in names]
        with act(by=self.user, office=self.office, origin="bench") as a:
            a.take(Pouring(self.entry, zone, tuple(names), [tuple(values)]))

    def _value(self, last: Any, name: str) -> Any:
        if name == "project_id":
            return self.key
        value = getattr(last, name)
        return value.isoformat() if isinstance(value, date) else value


KEPT_BY_ACT = {
    "number", "zone_id", "moment", "until", "reason", "replaces", "canonical", "private_mac", "system",
    "foreign_number", "batch_id",
}  # fmt: skip


def looking() -> Iterator[dict[str, Any]]:
    """The difference of one figure between two moments, and the first fifty rows behind one."""
    from dajuan.figures import answers, difference
    from dajuan.figures.catalogue import figure

    asked = Asked()
    one, year = figure("investment-reported"), asked.years[0]
    if one is None:
        raise LookupError("investment-reported")
    explained = difference.between(one, year, asked.past, asked.now)
    yield _costs(
        "difference",
        lambda: difference.between(one, year, asked.past, asked.now),
        before=answers.forget,
        entries=len(explained.added) + len(explained.gone),
    )
    source = answers.sources(one, year)[0]
    yield _costs("drill", lambda: answers.page_of(source, asked.now), before=answers.forget)


def polars() -> Iterator[dict[str, Any]]:
    """By hand in Polars, and by our plan exactly the same figures, compared one by one."""
    from bench.scale.polarised import Polarised
    from dajuan.figures.book import Book

    asked, by_hand = Asked(), ByHand()
    work = Polarised(_mirror(), asked.zone.pk)
    mirrored = Book(asked.zone, by_hand.manifest.watermark)
    yield from _compared("Polars", "ours, as Polars", work.answered, mirrored)


def semantic() -> Iterator[dict[str, Any]]:
    """By a semantic layer what it can say, compared one by one, and by our plan exactly that."""
    import subprocess

    from dajuan.figures import answers
    from dajuan.figures.book import Book

    by_hand, asked = ByHand(), Asked()
    shelves = by_hand.manifest.shelves.items()
    files = {label: [str(_mirror() / file.path) for file in shelf.open] for label, shelf in shelves}
    told = {"files": files, "zone": asked.zone.pk, "runs": int(os.environ.get("BENCH_RUNS", "5"))}
    words = [os.environ["BENCH_SEMANTIC"], str(ROOT / "bench" / "scale" / "semantic.py")]
    said = subprocess.run(words, input=json.dumps(told), stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(said.stdout)
    some = Asked({key.partition("__")[0] for key in found["answers"]})
    book = Book(asked.zone, by_hand.manifest.watermark)
    known, scales = some.report(book), {one.key: one.scale for one, _year in some.all}
    wrong = [
        f"{key}: {known[key]}, there {value}"
        for key, value in found["answers"].items()
        if known[key] * scales[key.partition("__")[0]] != value
    ]
    numbers = len(found["answers"])
    yield {"name": "semantic layer", **found["cost"], "numbers": numbers, "wrong": wrong}
    yield _costs("ours, as semantic layer", lambda: some.report(book), before=answers.forget, numbers=len(some.all))


CASES = {
    one.__name__: one
    for one in (limit, ours, hand, live, first, fresh, looking, polars, semantic, postgresql, nation, spark)
}


def main(words: list[str]) -> None:
    """Measure the cases named and print each result as a line of JSON."""
    _ready()
    for word in words:
        for found in CASES[word]():
            print(json.dumps(found, default=str), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
