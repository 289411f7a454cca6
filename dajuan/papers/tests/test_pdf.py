"""The PDF as pdftotext and a reader of its bytes see it."""

import contextlib
import dataclasses
import re
import shutil
import subprocess
import zlib
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


def inside(file: bytes) -> str:
    """The file with its compressed parts unpacked, as far as they are text."""
    parts = [file]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", file, re.DOTALL):
        with contextlib.suppress(zlib.error):
            parts.append(zlib.decompress(stream))
    return b"\n".join(parts).decode("latin-1")


FREE = ("LiberationSerif", "LibertinusSerif", "NotoSerif", "NotoSans", "SourceHan", "Fandol", "WenQuanYi", "LXGWWenKai")


def test_the_file_is_made_for_the_archive() -> None:
    """PDF/A-2b (ISO 19005-2): it says so, brings its colours and fonts along, and asks for nothing outside."""
    said = inside(pdf(EVERYTHING))
    assert re.search(r"<pdfaid:part>2</pdfaid:part>.*<pdfaid:conformance>B</pdfaid:conformance>", said, re.DOTALL)
    assert "/OutputIntents" in said and "/GTS_PDFA1" in said and "/DestOutputProfile" in said
    assert re.search(r"/ID\s*\[", said)
    fonts = len(re.findall(r"/Type\s*/Font\b(?!D)", said))
    described = said.count("/Type/FontDescriptor") + said.count("/Type /FontDescriptor")
    assert fonts == 2 * described > 0  # a font of two parts each
    assert len(re.findall(r"/FontFile[23]\b", said)) == described
    assert said.count("/ToUnicode") == described
    for outside in ("/Encrypt", "/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/LZWDecode", "/Movie", "/AA"):
        assert not re.search(rf"{outside}\b", said), outside


def test_every_font_in_the_file_is_a_part_of_a_free_one() -> None:
    embedded = re.findall(r"/FontName\s*/([^\s/<>]+)", inside(pdf(EVERYTHING)))
    assert embedded
    for name in embedded:
        subset, _plus, font = name.partition("+")
        assert len(subset) == 6
        assert font.startswith(FREE), font


@needs_pdftotext
def test_a_sign_no_font_has_costs_the_sign_and_not_the_page(tmp_path: Path) -> None:
    said = "".join(pages(pdf(Paper("ༀ公司", [Text("投资方：\u0378ༀ公司﷽，12亿元")])), tmp_path))
    assert "□公司" in said and "12亿元" in said


def test_the_same_paper_is_the_same_file() -> None:
    assert pdf(EVERYTHING) == pdf(EVERYTHING)


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
    assert [hand[0] for hand in (offices.fang, offices.kai, offices.hei)] == ["FandolFang R", "FandolKai", "FandolHei"]


def test_a_font_that_is_not_free_is_never_taken_though_the_machine_has_it() -> None:
    theirs = frozenset({"Times New Roman", "SimSun", "仿宋_GB2312", "方正小标宋简体"})
    taken = faces.at_hand(theirs | {"Noto Serif SC", "Libertinus Serif"})
    assert not theirs & {
        family for hand in (taken.fang, taken.hei, taken.kai, taken.song, taken.title) for family in hand
    }


def test_without_a_chinese_font_nothing_is_printed_and_start_up_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> faces.Faces:
        return original(frozenset({"Libertinus Serif"}))

    original = faces.at_hand
    monkeypatch.setattr(faces, "at_hand", none)
    with pytest.raises(faces.NoFont):
        pdf(EVERYTHING)
    assert [warning.id for warning in checks.chinese_font(None)] == ["papers.W001"]
