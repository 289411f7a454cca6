"""Map files (GeoJSON): a feature is a row, its properties are cells, its geometry is the last one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dajuan.core.places.geometry import declared_datum
from dajuan.core.records.models import Refused
from dajuan.core.spreadsheets.sources import TEXT_SHEET, Flaws, Line, Merges, no_such_sheet, plain_cell

GEOMETRY = "geometry"  # heading of the column that holds the shape
LARGEST = 16 << 20  # of a map file: it is read in one piece
BLANKS = b" \t\r\n\xef\xbb\xbf"


def begins(content: bytes) -> bool:
    """Whether this is a map file, by how it begins."""
    return content[:200].lstrip(BLANKS).startswith(b"{")


class FeatureTable:
    """A GeoJSON file. Row 1 holds the names of the properties; feature n stands in row n + 1."""

    ragged = False

    def __init__(self, content: bytes) -> None:
        collection = _read(content)
        self.features = _features(collection)
        if len(self.features) > settings.IMPORT_ROWS:
            words = {"rows": len(self.features), "limit": settings.IMPORT_ROWS}
            raise Refused(_("This file has %(rows)s shapes; at most %(limit)s are read at once.") % words)
        self.sheets = [TEXT_SHEET]
        self.datum = declared_datum(collection) or ""
        names = dict.fromkeys(name for one in self.features for name in _properties(one))
        self._names = [name for name in names if name != GEOMETRY]

    def lines(self, sheet: str) -> Iterator[Line]:
        """The names, then a row a feature."""
        if sheet != TEXT_SHEET:
            raise no_such_sheet(sheet, [_("the file itself")])
        yield Line(1, [*self._names, GEOMETRY])
        for number, feature in enumerate(self.features, 2):
            own, geometry = _properties(feature), feature.get("geometry")
            shape = json.dumps(geometry) if geometry is not None else None
            yield Line(number, [*(_cell(own.get(name)) for name in self._names), shape])

    def size(self, sheet: str) -> int:
        return len(self.features) + 1

    def merges(self, sheet: str) -> Merges:
        return []

    def flaws(self, sheet: str) -> Flaws:
        return Flaws()

    def address(self, line: int, column: int) -> str:
        name = [*self._names, GEOMETRY][column]
        return _("shape %(number)s, %(name)s") % {"number": line - 1, "name": name}

    def place(self, line: int) -> str:
        return _("shape %(number)s") % {"number": line - 1}


def _read(content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST:
        raise Refused(_("A map file may have at most %(limit)s MB. Divide it.") % {"limit": LARGEST >> 20})
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise Refused(_("The characters of this file cannot be read. Save it as UTF-8 or GBK.")) from problem
    except (ValueError, RecursionError) as problem:
        where = {"line": getattr(problem, "lineno", 1), "column": getattr(problem, "colno", 1)}
        words = _("This map file is damaged: it cannot be read at line %(line)s, character %(column)s.") % where
        raise Refused(words) from problem
    if not isinstance(found, dict):
        raise Refused(_("This is not GeoJSON: it has no type."))
    return found


def _features(collection: dict[str, Any]) -> list[dict[str, Any]]:
    """The features; a single one, or a bare geometry, is a collection of one."""
    kind = collection.get("type")
    if kind == "FeatureCollection" and isinstance(features := collection.get("features"), list):
        return [one if isinstance(one, dict) else {} for one in features]
    if kind == "Feature":
        return [collection]
    if "coordinates" in collection:
        return [{"geometry": collection}]
    raise Refused(_("This is not a GeoJSON file of shapes."))


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    """The properties of a feature; its own number counts as one where it has no property of that name."""
    found = feature.get("properties")
    named = {"id": feature["id"]} if "id" in feature else {}
    return named | found if isinstance(found, dict) else named


def _cell(value: Any) -> Any:
    """A property as a cell; a list or an object is its text."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else plain_cell(value)
