"""What many writers do to the book: no entry lost, none twice, and no answer as of a moment that later changes.

    ./run bench writers [--seconds 60] [--writers 8] [--readers 2] [--kills 200] [--results FOLDER]

Writers (processes of their own) record, withdraw and correct without a pause, readers ask figures of the book as it
stands and as it was, of the mirror and of the ledger, and a builder brings the mirror up again and again. Then every
answer is worked out anew from the ledger's rows. With `--kills`, one of a writer, a builder and a reader is killed
(kill -9) at a random instant, that many times, and the ledger and the mirror are looked at after each. An installation
of its own, on SQLite, or on the empty database of DAJUAN_DATABASE. Exits with an error where anything was lost.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
KIND = "bench"
DAY = date(2020, 1, 1)
PAST = 100  # earlier moments asked beside each last one


def main() -> None:
    """Let them write and read, or kill them, and judge."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--writers", type=int, default=8)
    asked.add_argument("--readers", type=int, default=2)
    asked.add_argument("--kills", type=int, default=0)
    asked.add_argument("--results", type=Path, default=ROOT / "var" / "bench", help="folder of the results")
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"DAJUAN_DATA": place, "DJANGO_SETTINGS_MODULE": "dajuan.site.settings"}
        sys.path.insert(0, str(ROOT))
        stage = Stage(Path(place))
        found = (
            stage.killed(wanted.kills)
            if wanted.kills
            else stage.written(wanted.seconds, wanted.writers, wanted.readers)
        )
    found |= {"at": datetime.now(UTC).isoformat()}
    for name, value in found.items():
        print(f"{name:52} {value}")
    wanted.results.mkdir(parents=True, exist_ok=True)
    kind = "kills" if wanted.kills else "writers"
    (wanted.results / f"{kind}-{found['engine']}.json").write_text(json.dumps(found, indent=2))
    if found["wrong"]:
        raise SystemExit(1)


class Stage:
    """An installation with tables and people, and the processes that write, read and build on it.

    This process itself opens neither the mirror nor, once it has filled the tables, the database: it only forks.
    """

    def __init__(self, place: Path) -> None:
        import django
        from django.conf import settings

        django.setup()
        from django.apps import apps
        from django.core.management import call_command
        from django.db import connection

        from tests.cast import assemble

        settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}
        call_command("migrate", run_syncdb=True, verbosity=0)
        self.cast = assemble()
        self.place = place
        self.stop = place / "stop"
        self.engine = connection.vendor
        connection.close()
        if self.engine == "postgresql":
            connection.close_pool()

    def begin(self) -> None:
        """One act, a first mirror, and the plans of what will be asked, so that nobody waits for a compiler."""

        def first() -> None:
            from dajuan.figures.book import Book

            writer = Writer(self, 900)
            with open(self.place / "writer-900.jsonl", "a") as log:
                log.write(json.dumps(writer.act()) + "\n")
            build(self.stop, once=True)
            asked(Book.now(self.cast.zone))

        assert not self.waited(self.forked(first))

    def written(self, seconds: float, writers: int, readers: int) -> dict[str, Any]:
        """Writers, readers and a builder at once; then the judgement."""
        self.begin()
        began = time.perf_counter()
        at_work = [self.forked(Writer(self, n).work) for n in range(writers)]
        at_work += [self.forked(Reader(self, n).work) for n in range(readers)]
        at_work.append(self.forked(lambda: build(self.stop)))
        time.sleep(seconds)
        self.stop.touch()
        failed = [one for one in at_work if self.waited(one)]
        took = time.perf_counter() - began
        found = self.judged()
        found |= {
            "writers": writers,
            "readers": readers,
            "seconds": round(took, 1),
            "acts a second": round(found["acts"] / took),
        }
        if failed:
            found["wrong"].append(f"{len(failed)} processes ended with an error")
        return found

    def killed(self, kills: int) -> dict[str, Any]:
        """Kill one of three at a random instant, start it anew, look at ledger and mirror; and so on."""
        chance = random.Random(11)  # noqa: S311  # chance from a seed is what a bench wants
        makes: list[Callable[[int], Callable[[], None]]] = [
            lambda n: Writer(self, n, pause=0).work,
            lambda n: lambda: build(self.stop, pause=0),
            lambda n: Reader(self, n).work,
        ]
        self.begin()
        at_work = [self.forked(make(n)) for n, make in enumerate(makes)]
        wrong: list[str] = []
        counts = [0, 0, 0]
        for kill in range(kills):
            time.sleep(chance.uniform(0.02, 0.5))
            victim = kill % len(makes)
            os.kill(at_work[victim], signal.SIGKILL)
            os.waitpid(at_work[victim], 0)
            counts[victim] += 1
            wrong += [f"after kill {kill}: {one}" for one in self.judged(whole=False)["wrong"]]
            at_work[victim] = self.forked(makes[victim](len(makes) + kill))
        self.stop.touch()
        for one in at_work:
            self.waited(one)
        found = self.judged()
        found["wrong"] = wrong + found["wrong"]
        return found | {"killed": dict(zip(("writer", "builder", "reader"), counts, strict=True))}

    def forked(self, work: Callable[[], None]) -> int:
        """A process that does some work and ends; its own error is shown."""
        if pid := os.fork():
            return pid
        try:
            work()
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
        os._exit(0)

    def waited(self, pid: int) -> int:
        return os.waitpid(pid, 0)[1]

    def judged(self, *, whole: bool = True) -> dict[str, Any]:
        """What a process of its own finds: the answers only at the end, the ledger and the mirror always."""
        said = self.place / "judgement.json"
        self.waited(self.forked(lambda: said.write_text(json.dumps(judge(self, whole=whole))) and None))
        found: dict[str, Any] = json.loads(said.read_text())
        said.unlink()
        return found

    def lines(self, kind: str) -> list[Any]:
        """What processes of a kind wrote down; a line cut short by a kill is none."""
        found = []
        for file in sorted(self.place.glob(f"{kind}-*.jsonl")):
            for line in file.read_text().splitlines():
                with suppress(ValueError):
                    found.append(json.loads(line))
        return found


class Writer:
    """Records one act after the other; writes down what was committed, after it was."""

    def __init__(self, stage: Stage, n: int, pause: float = 0.01) -> None:
        self.stage, self.n, self.pause = stage, n, pause
        self.chance = random.Random(n)  # noqa: S311  # chance from a seed is what a bench wants
        self.token = n * 1_000_000_000
        self.standing: list[Any] = []

    def work(self) -> None:
        with open(self.stage.place / f"writer-{self.n}.jsonl", "a") as log:
            while not self.stage.stop.exists():
                log.write(json.dumps(self.act()) + "\n")
                log.flush()

    def act(self) -> dict[str, Any]:
        """One act: one to three entries, and sometimes an earlier one withdrawn or corrected."""
        from dajuan.core.records.act import act
        from dajuan.core.records.models import Merged

        gone = None
        self.token += 10
        many = self.chance.randint(1, 3)
        with act(by=self.stage.cast.li, origin=KIND) as a:
            entries = [
                a.enter(
                    Merged(
                        type=KIND,
                        gone=self.token + at,
                        kept=self.token * 10 + many,  # whoever reads one of an act knows how many there are
                        happened_on=DAY + timedelta(days=self.chance.randrange(366)),
                    )
                )
                for at in range(many)
            ]
            if self.standing and self.chance.random() < 0.3:
                gone = self.standing.pop(self.chance.randrange(len(self.standing)))
                a.withdraw(Merged.objects.get(pk=gone), reason="entered twice")
            time.sleep(self.chance.random() * self.pause)  # what an act looks at before it is written
        self.standing += [entry.number for entry in entries[:1]]
        assert a.moment
        return {"moment": a.moment.number, "numbers": [entry.number for entry in entries], "gone": gone}


def build(stop: Path, pause: float = 0.2, *, once: bool = False) -> None:
    """Bring the mirror up again and again, or once."""
    from dajuan.figures.mirror import building
    from dajuan.figures.mirror.folder import Busy

    while not stop.exists():
        with suppress(Busy, building.NotBuilt):
            building.bring_up()
        if once:
            return
        time.sleep(pause)


class Reader:
    """Asks the book as it stands and as it was, of the ledger and of the mirror; writes down what each said."""

    def __init__(self, stage: Stage, n: int) -> None:
        self.stage, self.n = stage, n
        self.chance = random.Random(n)  # noqa: S311  # chance from a seed is what a bench wants

    def work(self) -> None:
        from dajuan.figures.book import Book

        with open(self.stage.place / f"reader-{self.n}.jsonl", "a") as log:
            while not self.stage.stop.exists():
                book = Book.now(self.stage.cast.zone)
                if not book.moment:
                    time.sleep(0.05)
                    continue
                earlier = self.chance.sample(range(1, book.moment + 1), min(PAST, book.moment))
                for moment in [book.moment, *earlier]:
                    said = asked(Book(book.zone, moment))
                    log.writelines(json.dumps([moment, name, answers]) + "\n" for name, answers in said.items())
                log.flush()


def asked(book: Any) -> dict[str, list[int | None]]:
    """How many entries stand, what they sum to and how many keys they have, by each engine that can say."""
    from dajuan.core.records.models import Merged
    from dajuan.figures.choosing import LIVE
    from dajuan.figures.engines import Unserved, columnar
    from dajuan.figures.vocabulary import Rows, row
    from dajuan.values import periods

    global MEASURES  # noqa: PLW0603  # compiled once a process
    if not MEASURES:
        rows = Rows(Merged).where(row.type == KIND)
        MEASURES = [rows.count(), rows.total("kept"), rows.distinct("gone")]
    leaves = [(measure, periods.year(2020)) for measure in MEASURES]
    found = {}
    for name, engine in (("ledger", LIVE), ("mirror", columnar.engine())):
        if engine is not None:
            with suppress(Unserved):
                said = engine.measured(leaves, book)[""]
                found[name] = [said[leaf] for leaf in leaves]
    return found


MEASURES: list[Any] = []


def judge(stage: Stage, *, whole: bool) -> dict[str, Any]:
    """Compare what was written down with the ledger's rows, and the mirror with the ledger."""
    from dajuan.core.records.models import EntryNumber, Merged
    from dajuan.figures.mirror import building, checking, opened
    from dajuan.figures.mirror.folder import Busy
    from dajuan.figures.mirror.manifest import Unsound, Why

    acts = stage.lines("writer")  # before the rows: whoever is still at work writes on
    rows = list(
        Merged.objects.filter(type=KIND).order_by("number").values_list("number", "moment", "until", "gone", "kept")
    )
    ledger = {number: (moment, until) for number, moment, until, _gone, _kept in rows}
    wrong = [
        f"act at {one['moment']} lost" for one in acts for n in one["numbers"] if ledger.get(n, [0])[0] != one["moment"]
    ]
    wrong += [
        f"withdrawal at {one['moment']} lost" for one in acts if one["gone"] and ledger[one["gone"]][1] != one["moment"]
    ]
    wrong += _broken_acts(rows)
    if whole and EntryNumber.objects.count() != len(rows):
        wrong.append("numbers without an entry, or entries without a number")
    mirror = opened()
    found: dict[str, Any] = {"engine": stage.engine, "entries": len(rows), "acts": len({m for _n, m, *_rest in rows})}
    if whole:
        for _attempt in range(20):
            with suppress(Busy):
                building.bring_up()
                break
            time.sleep(0.2)
        readings = stage.lines("reader")
        wrong += _changed(rows, readings)
        by = [name for _moment, name, _answers in readings]
        found |= {"answers checked, from the mirror": by.count("mirror"), "from the ledger": by.count("ledger")}
        found |= {"generations of the mirror": mirror.generation if mirror else 0}
    try:
        wrong += checking.check().problems
    except Unsound as problem:
        if whole or problem.why is not Why.NONE:
            wrong.append(f"the mirror: {problem}")
    return found | {"lost or changed": len(wrong), "wrong": wrong[:20]}


def _broken_acts(rows: list[Any]) -> list[str]:
    """Acts of which only a part stands in the ledger, or more than was entered."""
    acts: dict[int, list[int]] = {}
    for _number, moment, _until, gone, kept in rows:
        acts.setdefault(gone // 10, []).append((moment << 4) + kept % 10)
    return [
        f"act {token} is not whole"
        for token, said in acts.items()
        if len(said) != said[0] % 16 or len({one >> 4 for one in said}) != 1
    ]


def _changed(rows: list[Any], readings: list[Any]) -> list[str]:
    """Answers that are not what the ledger's rows say today of the same moment: added up here, by no engine."""
    came: dict[int, list[int]] = {}
    for _number, moment, until, _gone, kept in rows:
        for at, sign in ((moment, 1), (until, -1)):
            if at is not None:
                change = came.setdefault(at, [0, 0])
                change[0] += sign
                change[1] += sign * kept
    book: dict[int, tuple[int, int]] = {0: (0, 0)}
    count = total = 0
    for moment in sorted(came):
        count, total = count + came[moment][0], total + came[moment][1]
        book[moment] = (count, total)
    return [
        f"as of {moment} the {name} said {answers}, and it is {book[moment]}"
        for moment, name, answers in readings
        if (answers[0], answers[1]) != book[moment] or answers[2] != book[moment][0]
    ]


if __name__ == "__main__":
    main()
