"""The PDF as pdftotext and a reader of its bytes see it."""

import dataclasses
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dajuan.papers import checks, faces
from dajuan.papers.paper import Paper, Picture, Text
from dajuan.papers.pdf import pdf, picture_png
from dajuan.papers.tests.sheet import A_FULL_PAGE, EVERYTHING

needs_pdftotext = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not here")


@pytest.fixture(autouse=True)
def _chinese_font() -> None:
    try:
        faces.at_hand()
    except faces.NoFont as missing:
        pytest.skip(str(missing))


def pages(file: bytes, folder: Path) -> list[str]:
    (folder / "paper.pdf").write_bytes(file)
    read = subprocess.run(
        ["pdftotext", "-layout", folder / "paper.pdf", "-"], check=True, capture_output=True, text=True
    )
    return read.stdout.split("\f")[:-1]


def words(file: bytes, folder: Path) -> list[list[tuple[float, str]]]:
    """The words of each page, each with its left edge in points."""
    (folder / "paper.pdf").write_bytes(file)
    read = subprocess.run(["pdftotext", "-bbox", folder / "paper.pdf", "-"], check=True, capture_output=True, text=True)
    found = [re.findall(r'<word xMin="([0-9.]+)"[^>]*>([^<]+)</word>', page) for page in read.stdout.split("<page ")]
    return [[(float(x), word) for x, word in page] for page in found[1:]]


@needs_pdftotext
def test_the_chinese_can_be_read_and_what_looks_like_typst_is_not_run(tmp_path: Path) -> None:
    said = "".join("".join(pages(pdf(EVERYTHING), tmp_path)).split())
    for words in (
        "测开发〔2021〕12号",
        "一、城市品质",
        "（一）道路",
        '全年打通断头路12条，<b>&amp;#read("/etc/passwd")$x$*y*。',
        "附件：全部指标表",
        "2021年1月8日",
    ):
        assert words in said


@needs_pdftotext
def test_a_page_holds_22_lines_of_28_characters_and_numbers_on_alternating_sides(tmp_path: Path) -> None:
    printed = words(pdf(A_FULL_PAGE), tmp_path)
    lines = [word for _x, word in printed[1][:-3]]
    assert lines == ["测" * 28] * 22
    numbers = [page[-3:] for page in printed[:2]]
    assert ["".join(word for _x, word in number) for number in numbers] == ["—1—", "—2—"]
    left_edge, right_edge = 28 * 72 / 25.4, (210 - 26) * 72 / 25.4
    assert numbers[1][0][0] == pytest.approx(left_edge + 14, abs=1)
    assert numbers[0][-1][0] == pytest.approx(right_edge - 14 - 14, abs=1)


@needs_pdftotext
def test_a_signature_is_not_alone_on_its_page(tmp_path: Path) -> None:
    for lines in range(14, 24):
        paper = dataclasses.replace(EVERYTHING, blocks=[Text("测" * 20)] * lines, annexes=[], issuer="", number="")
        last = pages(pdf(paper), tmp_path)[-1]
        assert "测测" in last
        assert "管理委员会" in last


def test_the_file_is_made_for_the_archive_and_the_same_each_time() -> None:
    file = pdf(EVERYTHING)
    assert b"<pdfaid:part>2" in file
    assert file == pdf(EVERYTHING)


def test_an_english_paper_prints() -> None:
    assert pdf(Paper("Report", [Text("Twelve roads.")], language="en")).startswith(b"%PDF")


def test_an_empty_paper_prints() -> None:
    assert pdf(Paper("", [])).startswith(b"%PDF")


def test_a_drawing_becomes_png_for_word() -> None:
    picture = next(block for block in EVERYTHING.blocks if isinstance(block, Picture))
    assert picture_png(picture).startswith(b"\x89PNG")


def test_fonts_are_taken_in_order_of_likeness_and_latin_letters_come_first() -> None:
    fetched = faces.at_hand(frozenset({"Noto Serif SC", "Libertinus Serif"}))
    assert fetched.fang == fetched.hei == ("Libertinus Serif", "Noto Serif SC")
    assert (fetched.hei_weight, fetched.title_weight) == ("semibold", "semibold")
    offices = faces.at_hand(frozenset({"Noto Serif SC", "FandolFang R", "FandolHei", "FandolKai"}))
    assert (offices.fang, offices.kai, offices.hei) == (("FandolFang R",), ("FandolKai",), ("FandolHei",))


def test_without_a_chinese_font_nothing_is_printed_and_start_up_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> faces.Faces:
        return original(frozenset({"Libertinus Serif"}))

    original = faces.at_hand
    monkeypatch.setattr(faces, "at_hand", none)
    with pytest.raises(faces.NoFont):
        pdf(EVERYTHING)
    assert [warning.id for warning in checks.chinese_font(None)] == ["papers.W001"]
