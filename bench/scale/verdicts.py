"""What issue 6 demands of the figures, beside what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Found = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Verdict:
    """Something demanded: what it came to, and the most it may be; both in the same unit."""

    what: str
    found: float
    most: float
    unit: str

    @property
    def is_over(self) -> bool:
        return self.found > self.most

    def __str__(self) -> str:
        word = "OVER" if self.is_over else "PASS"
        return f"{word}  {self.what:62} {self.found:10.2f} {self.unit}, at most {self.most:g}"


RATIOS = (  # what, one result, another, the size, at most
    ("whole report in force, 10 M, against decoding", "ours", "decode", 10, 2.5),
    ("whole report in force, 50 M, against decoding", "ours", "decode", 50, 3.0),
    ("as of a past moment against in force, 10 M", "ours as of", "ours", 10, 1.8),
    ("as of a past moment against decoding one file, 10 M", "ours as of", "decode as of", 10, 1.0),
    ("our plan against SQL by hand, 1 M", "ours, same figures", "hand SQL", 1, 1.1),
    ("our plan against SQL by hand, 10 M", "ours, same figures", "hand SQL", 10, 1.1),
    ("our plan against SQL by hand, as of, 10 M", "ours, same figures as of", "hand SQL as of", 10, 1.1),
    ("our plan against a query a figure, 10 M", "ours", "a query a figure", 10, 1.0),
    ("our plan against SQLite itself, 1 M", "ours", "live", 1, 1.0),
    ("our plan against SQLite itself, 10 M", "ours", "live", 10, 1.0),
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


def verdicts(results: Found) -> list[Verdict]:
    """Those of which both sides were measured."""
    found = [
        Verdict(what, results[f"{one} {size}"]["processor"] / results[f"{other} {size}"]["processor"], most, "x")
        for what, one, other, size, most in RATIOS
        if f"{one} {size}" in results and f"{other} {size}" in results
    ]
    found += [
        Verdict(what, results[f"{one} {size}"]["processor"] * 1000, most, "ms")
        for what, one, size, most in LIMITS
        if f"{one} {size}" in results
    ]
    if "ours 50" in results:
        found.append(Verdict("memory of a report in force, 50 M", results["ours 50"]["memory"], 1024, "MB"))
    return found
