"""What the studio is told of the life of a report: which passages are confirmed, and what may no longer be edited.

Editions stand above the studio and tell it here, once, at start: `follow(life)`. Until somebody does, all is drafting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from dajuan.core.staff.models import User
from dajuan.sheet.studio.models import Manuscript, Passage


@dataclass(frozen=True)
class Confirmed:
    """What an owner office stands for: the revision, and its claims as they were said then (`Claim.as_json()`)."""

    revision: int
    claims: Sequence[Mapping[str, Any]]
    moment: int
    at: datetime
    by: str


class Life(Protocol):
    """What editions know of a manuscript."""

    def confirmed(self, passages: Iterable[Passage]) -> dict[int, Confirmed]:
        """By the passage's key, those that are confirmed; the same few questions however many they are."""
        ...

    def closed(self, manuscript: Manuscript) -> str:
        """Why the text may no longer be edited (signed, frozen), in words; empty while it may."""
        ...

    def edited(self, passage: Passage, by: User) -> None:
        """A passage has a new text: its owner's confirmation no longer covers it. Called in the same transaction."""
        ...


class _Drafting:
    """The life of a report nobody has confirmed anything of."""

    def confirmed(self, passages: Iterable[Passage]) -> dict[int, Confirmed]:
        return {}

    def closed(self, manuscript: Manuscript) -> str:
        return ""

    def edited(self, passage: Passage, by: User) -> None:
        return None


_followed: list[Life] = [_Drafting()]


def follow(life: Life) -> None:
    """Ask this life from now on."""
    _followed[:] = [life]


def of() -> Life:
    """The life that is asked."""
    return _followed[0]
