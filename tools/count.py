"""Prints how many tests passed, failed and were skipped, summed over pytest's reports."""

import sys
import xml.etree.ElementTree as ET
from pathlib import Path


def counted(reports: list[Path]) -> str:
    """`N passed, N failed, N skipped`; a test that broke before it could fail counts as failed."""
    total = failed = skipped = 0
    for report in reports:
        for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314  # written by our own pytest
            total += int(suite.get("tests", 0))
            failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped += int(suite.get("skipped", 0))
    return f"{total - failed - skipped} passed, {failed} failed, {skipped} skipped"


if __name__ == "__main__":
    print(counted([Path(name) for name in sys.argv[1:] if Path(name).exists()]))
