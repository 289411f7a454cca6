"""Codes as of a day, from the official lists (data README, "Codes as of")."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from dajuan.core.places.divisions import Answer, Known, division_on, divisions_under, level_of, parent_of
from dajuan.core.places.models import Division, Level
from tests.cast import Cast

LISTED = "--listed-on=2023-06-30"


@pytest.fixture
def history(cast: Cast, shared: Path) -> None:
    call_command("divisions", "import", str(shared / "data/divisions/code_history_shaanxi.csv"))


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    ("code", "day", "known", "name"),
    [
        ("610126", date(2013, 12, 31), Known.YES, "高陵县"),
        ("610126", date(2014, 6, 30), Known.NOT_KNOWN, ""),
        ("610126", date(2014, 12, 31), Known.NO, ""),
        ("610117", date(2013, 12, 31), Known.NO, ""),
        ("610117", date(2014, 12, 31), Known.YES, "高陵区"),
        ("610125", date(2016, 11, 30), Known.YES, "户县"),
        ("610125", date(2016, 12, 31), Known.NO, ""),
        ("610118", date(2016, 12, 31), Known.YES, "鄠邑区"),
        ("612328", date(1995, 12, 31), Known.YES, "镇巴县"),
        ("612328", date(1996, 12, 31), Known.NO, ""),
        ("610728", date(1996, 6, 30), Known.NOT_KNOWN, ""),
        ("610728", date(1996, 12, 31), Known.YES, "镇巴县"),
        ("610112", date(2020, 1, 1), Known.YES, "未央区"),  # after the last list: taken to hold on
        ("610112", date(1979, 1, 1), Known.NOT_KNOWN, ""),
        ("610132", date(2010, 1, 1), Known.NO, ""),
    ],
)
def test_a_code_is_in_force_by_the_lists(code: str, day: date, known: Known, name: str) -> None:
    assert division_on(code, day) == Answer(known, name)


@pytest.mark.usefixtures("history")
def test_between_the_history_and_todays_list_a_change_is_not_known(shared: Path) -> None:
    call_command("divisions", "import", str(shared / "data/divisions/areas.csv"), LISTED)
    assert division_on("610112", date(2021, 1, 1)) == Answer(Known.YES, "未央区")
    assert division_on("610305", date(2019, 4, 30)).known is Known.NO
    assert division_on("610305", date(2021, 1, 1)).known is Known.NOT_KNOWN
    assert division_on("610305", date(2023, 6, 30)) == Answer(Known.YES, "凤翔区")
    assert division_on("110101", date(2020, 1, 1)).known is Known.NOT_KNOWN


def test_the_lists_have_their_rows_and_come_in_once(cast: Cast, shared: Path) -> None:
    folder = shared / "data/divisions"
    files = [str(folder / name) for name in ("provinces.csv", "cities.csv", "areas.csv", "streets_shaanxi.csv")]
    call_command("divisions", "import", *files, LISTED)
    call_command("divisions", "import", *files, LISTED)
    counts = {level: Division.objects.filter(level=level).count() for level in Level}
    assert counts == {Level.PROVINCE: 31, Level.CITY: 342, Level.COUNTY: 2978, Level.STREET: 1335}
    found = {code: len(divisions_under(code, date(2023, 12, 31))) for code in ("610112", "610122", "610728")}
    assert found == {"610112": 12, "610122": 19, "610728": 20}
    assert [one.name for one in divisions_under("", date(2023, 12, 31))][:1] == ["北京市"]


def test_a_list_without_its_day_asks_for_it(cast: Cast, shared: Path) -> None:
    with pytest.raises(CommandError):
        call_command("divisions", "import", str(shared / "data/divisions/areas.csv"))


def test_a_file_of_something_else_is_refused(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    for text in ("", "a,b\n1,2\n", "code,name\nabc,x\n"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(CommandError):
            call_command("divisions", "import", str(file), LISTED)


def test_the_level_shows_in_the_code() -> None:
    assert [level_of(code) for code in ("610000", "610100", "610112", "610112001")] == [
        Level.PROVINCE,
        Level.CITY,
        Level.COUNTY,
        Level.STREET,
    ]
    assert [parent_of(code) for code in ("610000", "610100", "610112", "610112001")] == [
        "",
        "610000",
        "610100",
        "610112",
    ]
