"""Fixtures of the trade: the cast."""

import pytest

from tests.cast import Cast, assemble


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast, in an empty ledger."""
    return assemble()
