"""What issue 6 demands of the figures, beside what was measured: kept, missed, or not measured yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Found = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Verdict:
    """Something demanded: what it came to (None where it was not measured), and the most it may be, or the least."""

    what: str
    found: float | None
    bound: float
    unit: str
    at_least: bool = False

    @property
    def is_missed(self) -> bool:
        if self.found is None:
            return False
        return self.found < self.bound if self.at_least else self.found > self.bound

    @property
    def word(self) -> str:
        """How it stands."""
        return "not measured" if self.found is None else "MISSED" if self.is_missed else "kept"

    def __str__(self) -> str:
        found = "" if self.found is None else f"{self.found:,.2f} {self.unit}, "
        return f"{self.word:12} {self.what:66} {found}at {'least' if self.at_least else 'most'} {self.bound:,g}"


RATIOS = (  # what, one result, another, the size, at most
    ("whole report in force, 10 M, against decoding", "ours", "decode", 10, 2.5),
    ("whole report in force, 50 M, against decoding", "ours", "decode", 50, 3.0),
    ("as of a past moment against in force, 10 M", "ours as of", "ours", 10, 1.8),
    ("as of a past moment against decoding one file, 10 M", "ours as of", "decode as of", 10, 1.0),
    ("our plan against SQL by hand, 1 M", "ours, same figures", "hand SQL", 1, 1.1),
    ("our plan against SQL by hand, 10 M", "ours, same figures", "hand SQL", 10, 1.1),
    ("our plan against SQL by hand, as of, 10 M", "ours, same figures as of", "hand SQL as of", 10, 1.1),
    ("our plan against SQL by hand, 50 M", "ours, same figures", "hand SQL", 50, 1.1),
    ("ours against a query a figure, 10 M", "ours", "a query a figure", 10, 1.0),
    ("ours against Polars by hand, same figures, 10 M", "ours, as Polars", "Polars", 10, 1.0),
    ("ours against a semantic layer, same figures, 10 M", "ours, as semantic layer", "semantic layer", 10, 1.0),
    ("ours against PostgreSQL itself, 10 M", "ours", "live postgresql", 10, 1.0),
    ("ours against PostgreSQL itself without indexes, 10 M", "ours", "live postgresql, no indexes", 10, 1.0),
    ("ours against SQLite itself, 10 M", "ours", "live", 10, 1.0),
    ("growth from 1 to 10 M, times the work", "ours", "ours", (10, 1), 10),
    ("growth from 10 to 50 M, times the work", "ours", "ours", (50, 10), 5),
)
LIMITS = (  # what, the result, the size, at most (milliseconds of processor)
    ("after one entry, a linear figure, 10 M", "fresh: a linear figure", 10, 10),
    ("after one entry, the figures of its table, 10 M", "fresh: its table", 10, 100),
    ("after one entry, the whole report, 10 M", "fresh: the whole report", 10, 500),
    ("first report after start, 1 M, compile included", "first without plans", 1, 500),
    ("first report after start, 1 M, plans kept", "first", 1, 500),
    ("difference of one figure, 10 M", "difference", 10, 100),
    ("first 50 rows of a drill, 10 M", "drill", 10, 30),
)
COMPARED = (
    "hand SQL 1", "hand SQL 10", "hand SQL as of 10", "Polars 10", "semantic layer 10", "nation on Spark 50",
)  # fmt: skip


def verdicts(results: Found) -> list[Verdict]:
    """Every row that is demanded, measured or not."""

    def spent(name: str, size: int) -> float | None:
        return results.get(f"{name} {size}", {}).get("processor")

    found = [_ratio(spent, *row) for row in RATIOS]
    for what, name, size, most in LIMITS:
        seconds = spent(name, size)
        found.append(Verdict(what, None if seconds is None else seconds * 1000, most, "ms"))
    memory = results.get("ours 50", {}).get("memory")
    found.append(Verdict("memory of a report in force, 50 M", memory, 1024, "MB"))
    for engine, key in (("PostgreSQL", "mirror postgresql"), ("SQLite", "mirror sqlite")):
        rate = results.get(key, {}).get("entries a second")
        found.append(Verdict(f"mirror from {engine}, 14 columns", rate, 450_000, "entries a second", at_least=True))
    rates = [one["a second"] for key, one in results.items() if key.startswith("ledger") and "a second" in one]
    rate = max(rates, default=None)
    found.append(Verdict("generator into the mirror's form", rate, 500_000, "entries a second", at_least=True))
    for key in COMPARED:
        wrong = len(results[key]["wrong"]) if "wrong" in results.get(key, {}) else None
        found.append(Verdict(f"numbers of {key} M that are not ours", wrong, 0, "numbers"))
    return found


def _ratio(
    spent: Callable[[str, int], float | None], what: str, one: str, other: str, size: int | tuple[int, int], most: float
) -> Verdict:
    sizes = size if isinstance(size, tuple) else (size, size)
    above, below = spent(one, sizes[0]), spent(other, sizes[1])
    return Verdict(what, above / below if above and below else None, most, "x")
