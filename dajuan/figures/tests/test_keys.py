"""Figures have their keys from the start of a process, whichever page is asked for first."""

from __future__ import annotations

import subprocess
import sys

import pytest

FIRST = "import django; django.setup(); from dajuan.lines.services import figures; print(figures.on_time_rate.key)"


@pytest.mark.thorough("a fresh process")
def test_a_figure_can_be_linked_to_before_the_catalogue_was_read() -> None:
    """The hall's month linked to figures without keys when it was the first page of a fresh server."""
    said = subprocess.run([sys.executable, "-c", FIRST], capture_output=True, text=True, check=True)
    assert said.stdout.strip().splitlines()[-1] == "on-time-rate"
