"""Fixtures of the trade: the cast, and the reference data beside the project."""

import os
from pathlib import Path

import pytest

from tests.cast import Cast, assemble

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast, in an empty ledger."""
    return assemble()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data that lies beside the project; a test of it is skipped where it is absent."""
    if not SHARED.is_dir():
        if os.environ.get("DAJUAN_SHARED_REQUIRED") == "1":
            pytest.fail(f"The reference data is required and not at {SHARED}.")
        pytest.skip(f"The reference data is not at {SHARED}.")
    return SHARED
