"""A ledger of any size in the products' own tables, for measuring.

    ./run bench ledger --entries 1000000 [--zones 3] [--into FOLDER] [--database whole|ends|none]

FOLDER becomes a data directory (DAJUAN_DATA) with a mirror in it, and with a SQLite database, or the one of
DAJUAN_DATABASE: `whole` holds every entry, `ends` only the last of each type, which is enough behind a mirror. The same
size always gives the same ledger.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(words: list[str]) -> None:
    """Write the ledger and say how fast."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--entries", type=int, default=1_000_000)
    asked.add_argument("--zones", type=int, default=3)
    asked.add_argument("--first-zone", type=int, default=1)
    asked.add_argument("--main", type=int, default=94, help="of a hundred subjects, how many belong to the first zone")
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--into", default="/tmp/bench-data/ledger")  # noqa: S108  # large and thrown away
    asked.add_argument("--database", choices=["whole", "ends", "none"], default="ends")
    wanted = asked.parse_args(words)
    place = Path(wanted.into)
    place.mkdir(parents=True, exist_ok=True)
    os.environ |= {"DAJUAN_DATA": str(place), "DJANGO_SETTINGS_MODULE": "dajuan.site.settings"}
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from bench.scale.databases import Filling
    from bench.scale.ledger import Size, write

    size = Size(wanted.entries, wanted.zones, wanted.first_zone, wanted.main, wanted.seed)
    began, spent = time.perf_counter(), time.process_time()
    manifest = write(place / "mirror", size)
    _say("into the mirror's form", manifest.rows, began, spent)
    if wanted.database != "none":
        began, spent = time.perf_counter(), time.process_time()
        filling = Filling(place / "mirror", size)
        rows = filling.whole() if wanted.database == "whole" else filling.ends()
        _say("into the database", rows, began, spent)


def _say(what: str, rows: int, began: float, spent: float) -> None:
    wall, processor = time.perf_counter() - began, time.process_time() - spent
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{rows:,} entries {what}: {wall:.1f} s, {processor:.1f} s of processor, at most {memory:.0f} MB;"
        f" {rows / wall:,.0f} a second, {rows / processor:,.0f} a second of processor"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
