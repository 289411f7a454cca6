"""Holds a package of projects against the Open Contracting for Infrastructure Data Standard (OC4IDS), without network.

    python tools/oc4ids.py FILE…          prints what is wrong, a line each; fails if anything is

The check is the standard's own (libcoveoc4ids); schema and code lists are the copy of version 0.9.5 beside the tests of
the room that writes such packages. A program of its own, because the library's licence is the AGPL: nothing of the
product or of its tests imports it.
"""

import argparse
import csv
import json
import sys
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonref
from libcove.lib.common import get_schema_codelist_paths
from libcoveoc4ids.api import common_checks_oc4ids
from libcoveoc4ids.config import LibCoveOC4IDSConfig
from libcoveoc4ids.schema import SchemaOC4IDS

STANDARD = Path(__file__).resolve().parent.parent / "dajuan/lines/projects/tests/oc4ids"
VERSION = "0.9.5"


class LocalSchema(SchemaOC4IDS):  # type: ignore[misc]  # the library has no types
    """The schema and its code lists, read from files; the library itself fetches them."""

    def __init__(self) -> None:
        versions = {VERSION: (VERSION, f"{STANDARD}/")}
        super().__init__(LibCoveOC4IDSConfig({"schema_host": f"{STANDARD}/", "schema_version_choices": versions}))
        self.schema_str = (STANDARD / self.schema_name).read_text(encoding="utf-8")

    def deref_schema(self, schema_str: str) -> Any:
        """A schema with what it refers to put in place. The library's own gives an empty one where a fetch fails."""
        whole = jsonref.loads(schema_str, loader=lambda uri: json.loads((STANDARD / Path(uri).name).read_text("utf-8")))
        repr(whole)  # follows every reference now
        return whole

    def process_codelists(self) -> None:
        """Read the code lists that the schema names."""
        self.core_codelist_schema_paths = get_schema_codelist_paths(self, use_extensions=False)
        self.extended_codelist_schema_paths = get_schema_codelist_paths(self, use_extensions=True)
        names = {paths[0] for paths in self.core_codelist_schema_paths.values()}
        self.core_codelists = {name: codes(name) for name in names}
        self.extended_codelists = deepcopy(self.core_codelists)


def codes(name: str) -> dict[str, str]:
    """Code and title of a list. Fails where the list is missing: a check without it would find everything right."""
    with (STANDARD / "codelists" / name).open(encoding="utf-8-sig", newline="") as file:
        return {
            row.get("Code") or row["code"]: row.get("Title") or row.get("Title_en", "") for row in csv.DictReader(file)
        }


def findings(package: Any) -> Iterator[str]:
    """What the standard's own check says against a package."""
    with tempfile.TemporaryDirectory() as folder:
        said = common_checks_oc4ids({"file_type": "json"}, folder, package, LocalSchema(), cache=False)
    for error, places in said["validation_errors"]:
        words = json.loads(error)
        yield f"{words['message']}: {', '.join(str(place.get('path', '')) for place in places)}"
    for name, field in said["additional_closed_codelist_values"].items():
        yield f"{name}: {', '.join(field['values'])} is not of {field['codelist']}"
    for check in (*said["conformance_checks"], *said["additional_checks"]):
        yield f"{check['message']} {check.get('paths') or check.get('path_values')}"
    for path, name, _count in said["data_only"]:
        yield f"{path}/{name} is no field of the standard"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    wrong = False
    for file in parser.parse_args().files:
        for finding in findings(json.loads(file.read_text(encoding="utf-8"))):
            print(f"{file.name}: {finding}")
            wrong = True
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
