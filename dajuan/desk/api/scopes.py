"""What a key may open: reading and writing, by area of the interface, and reporting by Open311."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from dajuan.core.faces import all_faces
from dajuan.desk.api.entrance import ROOT
from dajuan.desk.api.interface import description, parts

OPEN311 = "open311.write"
OWN_NAMES = {"figures": _("Figures"), "tickets": _("Problems and requests"), "mine": _("My own to-do list")}


def areas() -> list[tuple[str, Any, bool]]:
    """Area, its name, and whether anything in it can be written, in the order of the interface."""
    titles = OWN_NAMES | {faces.line: faces.title for faces in all_faces() if faces.line not in OWN_NAMES}
    written = _written()
    return [(area, titles[area], area in written) for area in parts()]


def choices() -> list[tuple[str, str]]:
    """Every scope and what it is called."""
    found: list[tuple[str, str]] = []
    for area, name, written in areas():
        found.append((f"{area}.read", _("%(area)s: read") % {"area": name}))
        if written:
            found.append((f"{area}.write", _("%(area)s: record") % {"area": name}))
    return [*found, (OPEN311, str(_("Report problems by Open311")))]


def _written() -> set[str]:
    paths: dict[str, Any] = description()["paths"]
    return {path.removeprefix(ROOT).split("/")[0] for path, methods in paths.items() if "post" in methods}
