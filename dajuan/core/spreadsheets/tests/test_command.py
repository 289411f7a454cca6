"""`python -m dajuan import`."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from dajuan.core.records.models import Merged
from dajuan.core.spreadsheets.tests.ledgers import plain
from tests.cast import Cast

pytestmark = pytest.mark.django_db
REGISTER = "city.test-mergers"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger with one sound row and one that is not."""
    file = tmp_path / "台账.xlsx"
    file.write_bytes(plain((2, 1, "2020.9"), (3, 1, "soon")))
    return file


def test_errors_are_printed_by_cell_and_nothing_is_recorded(
    cast: Cast, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="Nothing was recorded"):
        call_command("import", REGISTER, ledger, user="li")
    assert "C3: 合并日期: This is no date." in capsys.readouterr().out
    assert not Merged.objects.exists()


def test_the_sound_rows_are_recorded_when_asked_for(cast: Cast, ledger: Path) -> None:
    call_command("import", REGISTER, ledger, user="li", sound_rows=True)
    assert Merged.objects.get().gone == 2


def test_a_dry_run_records_nothing(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(plain((2, 1, "2020.9")))
    call_command("import", REGISTER, file, user="li", dry_run=True)
    assert not Merged.objects.exists()


@pytest.mark.parametrize(
    ("register", "user", "sentence"),
    [("nothing", "li", "No register"), (REGISTER, "zhao", "may not import"), (REGISTER, None, "Say who imports")],
)
def test_who_and_where_must_be_known(cast: Cast, ledger: Path, register: str, user: str | None, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("import", register, ledger, user=user)
    with pytest.raises(CommandError, match="There is no sheet"):
        call_command("import", REGISTER, ledger, user="li", sheet="别的")


def test_what_needs_review_is_submitted_and_passed_by_another(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, watched = tmp_path / "a.xlsx", "city.test-watched"
    file.write_bytes(plain((2, 1, "2020.9")))
    call_command("import", watched, file, user="li")
    assert "counts when a chief" in capsys.readouterr().out
    for chief in ("li", "zhao"):
        with pytest.raises(CommandError, match="has not imported it"):
            call_command("import", watched, file, user="li", pass_as=chief)
    assert not Merged.objects.exists()
    call_command("import", watched, file, user="li", pass_as="chen")
    assert Merged.objects.get().moment.recorded_by == cast.chen
