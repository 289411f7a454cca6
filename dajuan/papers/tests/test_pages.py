"""The official document as LibreOffice sets it on pages: what an office that opens it there would print."""

import dataclasses
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dajuan.papers.docx import docx
from dajuan.papers.paper import Paper, Text
from dajuan.papers.tests.sheet import A_FULL_PAGE, EVERYTHING

pytestmark = [
    pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (libreoffice-writer-nogui) is not here"),
    pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not here"),
    pytest.mark.thorough("LibreOffice takes seconds to start"),
]


def pages(paper: Paper, folder: Path) -> list[str]:
    """The words of each page LibreOffice makes of the document."""
    (folder / "paper.docx").write_bytes(docx(paper))
    own = f"-env:UserInstallation=file://{folder}/office"  # two of them at once share no profile
    order = ["soffice", own, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "paper.docx")]
    subprocess.run(order, check=True, capture_output=True, timeout=120)
    read = subprocess.run(
        ["pdftotext", "-layout", folder / "paper.pdf", "-"], check=True, capture_output=True, text=True
    )
    return read.stdout.split("\f")[:-1]


def test_a_page_holds_22_lines_of_28_characters(tmp_path: Path) -> None:
    """GB/T 9704-2012, 5.2.3."""
    _first, second, *_rest = pages(A_FULL_PAGE, tmp_path)
    lines = [line.strip() for line in second.splitlines() if "测" in line]
    assert lines == ["测" * 28] * 22
    assert re.search(r"^\s*—\s*2\s*—", second, re.MULTILINE)


def test_head_headings_signature_and_foot_stand_in_their_order(tmp_path: Path) -> None:
    said = re.sub(r"\s", "", "".join(pages(EVERYTHING, tmp_path)))
    places = [
        said.index(words)
        for words in (
            "000012",
            "加急",
            "测试开发区管理委员会",
            "测开发〔2021〕12号签发人：周正",
            "市人民政府：",
            "一、城市品质",
            "（一）道路",
            "1.断头路",
            "（1）凤城六路",
            "附件：全部指标表",
            "2021年1月8日",
            "抄送：市发展和改革委员会，市统计局。",
            "2021年1月9日印发",
        )
    ]
    assert places == sorted(places)


def test_the_foot_closes_the_last_page_and_behind_annexes_an_even_one(tmp_path: Path) -> None:
    last = pages(EVERYTHING, tmp_path)[-1]
    assert "抄送" in last and not re.search(r"—\s*\d+\s*—", last)  # a foot behind an empty page is not counted
    short = dataclasses.replace(EVERYTHING, blocks=[Text("以上报告，请审阅。")], annexes=[])
    (only,) = ("".join(page.split()) for page in pages(short, tmp_path))
    assert only.index("2021年1月8日") < only.index("抄送")
