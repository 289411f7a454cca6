"""One suite asked of every engine: the whole catalogue gives the same integers, whichever engine counts.

The columnar engine is asked of a mirror that is behind: entries were withdrawn, corrected and recorded since, so its
answers come from open and closed files, the tail and what is gone at once. Polars is the other computation.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from dajuan.core.records.act import act
from dajuan.core.records.models import Entry, Moment, Refused, entry_types, fact_fields
from dajuan.core.staff.models import User, Zone
from dajuan.desk.demo import load
from dajuan.figures import answers, catalogue, choosing
from dajuan.figures.book import Book
from dajuan.figures.engines import Engine
from dajuan.figures.engines import columnar as columns
from dajuan.figures.mirror import building, reading
from tests.oracle import Oracle
from tests.test_every_figure import PERIODS, some_moments

pytestmark = [pytest.mark.django_db, pytest.mark.thorough("a zone's two years, counted by every engine")]
ENGINES = ["live", "columnar"]
THREADS = ["columnar on 1 thread", "columnar on 4 threads"]
SOME = 3  # of each type withdrawn, corrected and recorded anew
ASKED = [PERIODS[1], PERIODS[5]]


@pytest.fixture
def zone(db: None, settings: Any, tmp_path: Path) -> Iterator[Zone]:
    """The demo zone, mirrored, with some of every type withdrawn and corrected since."""
    settings.MIRROR_DIR = tmp_path / "mirror"
    zone = load(0.01)
    end = Moment.objects.last()
    assert end
    building.build()
    change_some_of_everything(User.objects.get(username="chen"))
    answers.forget()
    yield zone
    reading.look_anew()


def change_some_of_everything(chief: User) -> None:
    """Withdraw a few entries of every type; correct a few others to a day before, and withdraw one correction again.

    What refuses, for something rests on it, stays.
    """
    for model in entry_types().values():
        if model._meta.app_label == "editions":
            continue
        standing = list(model._base_manager.filter(until__isnull=True).order_by("-number")[: 2 * SOME])
        anew: list[Entry] = []
        for place, entry in enumerate(standing):
            with suppress(Refused), act(by=chief) as a:
                if place < SOME:
                    a.withdraw(entry, reason="作废")
                else:
                    anew.append(a.correct(entry, copied(entry), reason="更正"))
        for entry in anew[:1]:
            with suppress(Refused), act(by=chief) as a:
                a.withdraw(entry, reason="作废")


def copied(entry: Entry) -> Entry:
    facts = {field.attname: getattr(entry, field.attname) for field in fact_fields(type(entry))}
    return type(entry)(happened_on=entry.happened_on - timedelta(days=1), **facts)


def engine(name: str) -> Engine:
    """An engine by its name; on its own number of threads, for no digit may hang on that."""
    if name == "live":
        return choosing.LIVE
    found = columns.engine()
    assert found
    if name == "columnar":
        return found
    with override_settings(FIGURES_THREADS=int(name.split()[2])):
        return columns.Columnar(found.mirror)


@pytest.fixture
def asks_only(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let one engine answer everything, and nobody else."""

    def only(name: str) -> None:
        answers.forget()
        one = engine(name)
        monkeypatch.setattr("dajuan.figures.freshness.engine_for", lambda entries: one)
        monkeypatch.setattr("dajuan.figures.freshness.asked_of", lambda engine, question: question(engine))

    return only


def test_every_engine_counts_the_whole_catalogue_alike(zone: Zone, asks_only: Any) -> None:
    figures = catalogue.every()
    _nothing, _early, end, _between, last = some_moments()
    for moment in (end, last):
        book = Book(zone, moment)
        oracle = Oracle(book)
        for name in ENGINES:
            asks_only(name)
            found = answers.ask_all([(figure, period) for period in ASKED for figure in figures], book)
            for answer in found:
                expected = oracle.value(answer.figure, answer.period)
                assert answer.value == expected, f"{name}: {answer.figure.key} {answer.period} as of {moment}"
    for name in ENGINES:
        names_what_changed(engine(name), Book(zone, end), Book(zone, last))


def names_what_changed(engine: Engine, earlier: Book, later: Book) -> None:
    """What came and went between two books is what the one opens to and the other does not."""
    sources = [one for figure in catalogue.every() for one in answers.sources(figure, ASKED[0])]
    for source in {one.rows.signature: one for one in sources}.values():
        before, after = (set(engine.numbers(source.rows, source.period, book)) for book in (earlier, later))
        found = engine.changed(source.rows, source.period, earlier, later)
        assert found == (after - before, before - after), source.rows.signature
        counted = engine.counted(source.rows, source.period, later)
        assert (
            counted == len(after)
            and engine.page(source.rows, source.period, later, after=2**62, limit=5) == sorted(after, reverse=True)[:5]
        )
