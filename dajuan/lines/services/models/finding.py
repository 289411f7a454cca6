"""Found by words: what the catalogue and its packages are searched by. Their `words` hold pieces of two characters."""

from __future__ import annotations

from typing import Any, Self

from dajuan.core.rooms.subjects import RoomQuerySet
from dajuan.values.pieces import signs, wanted


class FoundByWords(RoomQuerySet):  # type: ignore[override]  # the stubs give each queryset an as_manager of its own
    """Subjects with a column `words` (values/pieces.py), which their `save` writes."""

    def found_by(self, asked: str) -> Self:
        """Those in whose words all that is asked for stands, in any order."""
        rows = self
        for phrase in wanted(asked):
            rows = rows.filter(words__contains=phrase)
        return rows

    def named_nearly(self, asked: str) -> Self:
        """Those whose names have each Chinese character asked for, wherever it stands: 开店 finds 我要开餐饮店."""
        rows = self if signs(asked) else self.none()
        for sign in signs(asked):
            rows = rows.filter(name__contains=sign)
        return rows

    def narrow(self, asked: Any) -> Self:
        """As lists ask, but by words wherever they stand."""
        wishes = {name: value for name, value in asked.items() if name != "q"}
        rows = super().narrow(wishes)
        return rows.found_by(asked["q"]) if asked.get("q") else rows
