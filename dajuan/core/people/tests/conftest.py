"""Refusals are matched in English, whatever catalogue has been compiled."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Refusals in the source language; pages still speak the language a request asks for."""
    with translation.override("en"):
        yield
