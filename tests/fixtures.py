"""Fixtures of the trade: the cast, and the reference data beside the project."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.test import TransactionTestCase
from django.utils import translation

from dajuan.core.staff.models import Zone
from tests.cast import Cast, assemble

# Playwright's synchronous calls run inside an event loop, beside which Django otherwise refuses its database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast, in an empty ledger."""
    return assemble()


@pytest.fixture(scope="module")
def module_of_its_own(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let what fixtures of a module fill the database with stand for all its tests, and no longer.

    Every test is rolled back to it. No test of such a module may ask for the cast, which wants an empty ledger.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def furnished_zone(module_of_its_own: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zone]:
    """The furnished zone (tests/furnished.py), filled once for the tests of a module."""
    from tests.furnished import furnish

    kept, settings.EVIDENCE_DIR = settings.EVIDENCE_DIR, tmp_path_factory.mktemp("evidence")
    with translation.override("en"):
        yield furnish()
    settings.EVIDENCE_DIR = kept


@pytest.fixture(scope="session", autouse=True)
def files_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each process of tests keeps its files apart: what one is storing is not what another has left behind."""
    settings.EVIDENCE_DIR = tmp_path_factory.mktemp("evidence")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Tests read the source language, whatever the site's default is and the test before spoke."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nobody_shut_out() -> None:
    """Who tried too often in the test before begins anew: the process keeps it in mind beside the database."""
    from dajuan.core.tickets.portal import SHUT

    SHUT.clear()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data that lies beside the project; a test of it is skipped where it is absent."""
    if not SHARED.is_dir():
        if os.environ.get("DAJUAN_SHARED_REQUIRED") == "1":
            pytest.fail(f"The reference data is required and not at {SHARED}.")
        pytest.skip(f"The reference data is not at {SHARED}.")
    return SHARED


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """A test's database need not survive a power cut: SQLite may answer before the disk has the row.

    PostgreSQL without its pool, which would go on serving connections to the database the tests started from.
    """
    options = settings.DATABASES["default"]["OPTIONS"]
    options.pop("pool", None)
    if "init_command" in options:
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=NORMAL")


@pytest.fixture(scope="session", autouse=True)
def clear_the_ledger() -> Iterator[None]:
    """Let tests with real commits be tidied up after: the triggers that refuse every deletion step aside for that.

    Django's flush ends with post_migrate, which puts them back.
    """
    from dajuan.core.records.triggers import remove

    flush = TransactionTestCase._fixture_teardown

    def without_triggers(self: Any) -> None:
        for connection in connections.all():
            remove(connection)
        flush(self)

    TransactionTestCase._fixture_teardown = without_triggers  # type: ignore[method-assign]  # no hook of its own
    yield
    TransactionTestCase._fixture_teardown = flush  # type: ignore[method-assign]  # as it was


@pytest.fixture(autouse=True)
def on_its_engine(request: pytest.FixtureRequest) -> None:
    """Skip, with its reason, a test that makes sense on the other engine alone."""
    vendor = "postgresql" if "postgresql" in settings.DATABASES["default"]["ENGINE"] else "sqlite"
    for engine in ("sqlite", "postgresql"):
        if engine != vendor and (mark := request.node.get_closest_marker(f"{engine}_only")):
            pytest.skip(mark.kwargs.get("reason") or mark.args[0])


ASKS_A_DATABASE = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long walks first, so that no worker is left alone with them at the end.

    On PostgreSQL only what asks a database is run again: arithmetic has no engine.
    """
    items.sort(key=lambda item: item.get_closest_marker("thorough") is None)
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        return
    asking = [item for item in items if item.get_closest_marker("django_db") or ASKS_A_DATABASE & _fixtures(item)]
    chosen = set(asking)
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = asking


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))
