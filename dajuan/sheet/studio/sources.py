"""What the marks of a text name besides figures: citations, estimates and answers, as known at one moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from dajuan.core.records.models import Attachment
from dajuan.figures.book import Book
from dajuan.sheet.studio.marks import OUTSIDE
from dajuan.sheet.studio.models import Answer, Citation, DataCall, Estimate, Valued


@dataclass
class Sources:
    """Sources by key (`doc-12`, `est-3`, `call-5`); a call without an answer is the call itself."""

    found: dict[str, Valued | DataCall] = field(default_factory=dict)
    with_file: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, keys: Iterable[str], book: Book) -> Sources:
        """Those of these keys that stand in a book, in one query a kind and one for their files."""
        wanted: dict[str, set[int]] = {"doc": set(), "est": set(), "call": set()}
        for key in keys:
            if named := OUTSIDE.fullmatch(key):
                wanted[named[1]].add(int(named[2]))
        found: dict[str, Valued | DataCall] = {}
        for kind, model in (("doc", Citation), ("est", Estimate)):
            rows = _standing(model, book).filter(pk__in=wanted[kind]) if wanted[kind] else ()
            found |= {f"{kind}-{one.pk}": one for one in rows}
        if wanted["call"]:
            calls = DataCall.objects.filter(zone=book.zone, pk__in=wanted["call"]).select_related("office")
            found |= {f"call-{one.pk}": one for one in calls}
            answers = _standing(Answer, book).filter(call__in=wanted["call"])
            found |= {f"call-{one.call_id}": one for one in answers}
        return cls(found, files_of(one.pk for one in found.values() if isinstance(one, Valued)))

    def get(self, key: str) -> Valued | DataCall | None:
        """The source of a key; None where there is none, or it was withdrawn."""
        return self.found.get(key)


def _standing(model: Any, book: Book) -> Any:
    return model.objects.as_of(book.moment).filter(zone=book.zone)


def files_of(numbers: Iterable[int]) -> set[int]:
    """Which of these entries have a file attached; one query."""
    asked = list(numbers)
    return set(Attachment.objects.filter(entry__in=asked).values_list("entry", flat=True)) if asked else set()
