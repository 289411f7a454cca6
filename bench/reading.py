"""How well and how fast texts are read: gaps, assertions, figures, relations, held-out sentences, large input.

    ./run bench reading [--shared ../shared] [--misses]

Prints precision and recall and writes var/bench/reading.json. The seed and the reports lie in ../shared; without them
only the sentences of the tests are measured. Every second of those is held out: no rule was written looking at it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dajuan.site.settings")

PROSE = "坚持人民城市人民建、人民城市为人民，各项事业稳步推进，国家级开发区的企业家、专家和住户共同参与。"
MEGABYTES = 5


def main(words: list[str]) -> int:
    """Measure, print and keep."""
    import django

    parser = argparse.ArgumentParser(prog="bench reading", description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="where the reference data lies")
    parser.add_argument("--misses", action="store_true", help="print what was missed")
    options = parser.parse_args(words)
    django.setup()
    found = dict(measured(options.shared))
    for name, measure in found.items():
        counted = f"{measure['found']:4} of {measure['of']:4}"
        print(f"{name:44} {counted}   recall {measure['recall']:6.1%}   wrong {measure['wrong']}")
        for miss in measure["missed"] if options.misses else ():
            print(f"    {miss}")
    times = dict(timed())
    for name, seconds in times.items():
        print(f"{name:44} {seconds:6.2f} s of processor time")
    keep({"python": platform.python_version(), "measures": found, "seconds": times})
    return 0


def measured(shared: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """Each measure by its name."""
    from dajuan.sheet.reading.tests import measures, sentences

    seed, claims = shared / "seed", shared / "data" / "report-claims"
    if seed.exists():
        yield "gaps of the seed, with kind and unit", _said(measures.seed_gaps(seed))
        yield "gaps of the seed, led to claim and figure", _said(measures.seed_matches(seed))
        yield "assertions of the seed, with kind", _said(measures.seed_words(seed))
    if claims.exists():
        yield "figures of real reports", _said(measures.figures(claims))
        yield "relations of real reports", _said(measures.relations(claims))
    for half, texts in (("looked at", sentences.looked_at()), ("held out", sentences.held_out())):
        yield f"gaps, {half}, digits stripped", _said(measures.stripped(texts, hard=False))
        yield f"gaps, {half}, signs and letters stripped too", _said(measures.stripped(texts, hard=True))
        yield f"no gaps, {half}, digits in place", _said(measures.whole(texts))


def _said(measure: object) -> dict[str, object]:
    from dajuan.sheet.reading.tests.measures import Measure

    assert isinstance(measure, Measure)
    return vars(measure) | {"recall": round(measure.recall, 4), "precision": round(measure.precision, 4)}


def timed() -> Iterator[tuple[str, float]]:
    """Processor seconds of a report of 50 pages and of a large text without a claim."""
    from dajuan.sheet.reading.claims import read
    from dajuan.sheet.reading.tests import sentences

    page = "".join(text for _line, text in sentences.looked_at() + sentences.held_out()) + "\n"
    for name, text in (
        ("50 pages", page * (50 * 1000 // len(page) + 1)),
        (f"{MEGABYTES} MB without a claim", (PROSE * 10 + "\n") * (MEGABYTES * 2**20 // (len(PROSE.encode()) * 10))),
    ):
        began = time.process_time()
        read(text)
        yield name, round(time.process_time() - began, 2)


def keep(results: dict[str, object]) -> None:
    """Write the results where the other benches write theirs."""
    place = ROOT / "var" / "bench"
    place.mkdir(parents=True, exist_ok=True)
    file = place / "reading.json"
    file.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"Kept in {file}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
