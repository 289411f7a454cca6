"""Drafts as WPS and Word return them: tracked to the letter, torn, joined, moved, with boxes and tables."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from dajuan.papers.returned import returned
from dajuan.sheet.studio import returning, sending
from dajuan.sheet.studio.models import Manuscript, Passage
from dajuan.sheet.studio.rendering import drafting
from dajuan.sheet.studio.returning import Kind, Merge
from dajuan.sheet.tests.scene import YEAR, Year, small_year
from tests.cast import Cast

DAY = date(2021, 3, 1)
FIRST = "全年【schools-opened｜所】学校建成开学，【schools-opened·plan｜所】。名校覆盖面不断扩大。"
TEXT = f"# 民生\n\n{FIRST}\n\n教育质量稳步提升。"
ENGLISH = "# Living\n\nIn the year 【schools-opened｜schools】 opened. Quality rose. Parents say so."
Edit = Callable[[Any], None]


@pytest.fixture
def year(cast: Cast) -> Year:
    return small_year(cast)


@pytest.fixture
def manuscript(cast: Cast, year: Year) -> Manuscript:
    return Manuscript.objects.create(zone=cast.zone, office=cast.general, year=YEAR)


def passage(cast: Cast, manuscript: Manuscript, text: str = TEXT, language: str = "zh-hans", key: str = "x") -> Passage:
    made = Passage.objects.create(
        zone=cast.zone, office=cast.education, manuscript=manuscript, language=language, key=key
    )
    made.rewrite(text, by=cast.qian, based_on=0)
    return made


def back(passages: list[Passage], year: Year, edit: Edit) -> dict[int, Merge]:
    """The passages sent out, edited as somebody would elsewhere, and read again; by their key."""
    language = passages[0].language
    manuscript = passages[0].manuscript
    file = Document(io.BytesIO(sending.sent(manuscript, passages, language, year.then, today=DAY)))
    edit(file)
    saved = io.BytesIO()
    file.save(saved)
    lines = {
        one.pk: sending.lines_of(one.text, drafting(manuscript, [one.text], year.then, language, DAY))
        for one in passages
    }
    numbers = {key: piece for pk, those in lines.items() for key, piece in returning.numbers_of(pk, those).items()}
    found = returning.regions(returned(saved.getvalue()))
    return {one.passage: returning.merged(one.passage, lines[one.passage], one.paragraphs, numbers) for one in found}


def taken(merge: Merge) -> str:
    return merge.text({change.place for change in merge.changes()})


def paragraph(file: Any, words: str) -> Any:
    return next(one._p for one in file.paragraphs if words in one.text)


def run_of(file: Any, words: str) -> Any:
    return next(one.getparent() for one in file.element.body.iter(qn("w:t")) if one.text == words)


def tracked(tag: str, *parts: Any) -> Any:
    """Parts under a tracked change, as an editor writes it."""
    change = OxmlElement(f"w:{tag}")
    for name, value in (("id", "77"), ("author", "张科长"), ("date", "2021-03-02T09:00:00Z")):
        change.set(qn(f"w:{name}"), value)
    change.extend(parts)
    return change


def words_of(text: str, tag: str = "t") -> Any:
    run = OxmlElement("w:r")
    said = OxmlElement(f"w:{tag}")
    said.text = text
    run.append(said)
    return run


def struck(run: Any) -> None:
    """Strike a stretch out with tracking on."""
    text = "".join(one.text for one in run.iter(qn("w:t")))
    run.addprevious(tracked("del", words_of(text, "delText")))
    run.getparent().remove(run)


def without_number_bookmarks(file: Any) -> None:
    for mark in list(file.element.body.iter("{*}bookmarkStart")):
        if str(mark.get(qn("w:name"))).startswith("number"):
            mark.getparent().remove(mark)


def test_a_digit_inserted_within_a_numbers_bookmark_is_changed_by_hand(
    cast: Cast, manuscript: Manuscript, year: Year
) -> None:
    one = passage(cast, manuscript)

    def edit(file: Any) -> None:
        run = run_of(file, "2所")
        run.addprevious(words_of("2"))
        run.addprevious(tracked("ins", words_of("1")))
        run.find(qn("w:t")).text = "所"

    (change,) = back([one], year, edit)[one.pk].changes()
    assert change.kind is Kind.DIGITS and "21所" in change.after


def test_a_number_struck_out_and_written_again_stays_bound(cast: Cast, manuscript: Manuscript, year: Year) -> None:
    one = passage(cast, manuscript)

    def edit(file: Any) -> None:
        run = run_of(file, "2所")
        run.addprevious(tracked("ins", words_of("2")))
        run.addprevious(words_of("所"))
        struck(run)

    merge = back([one], year, edit)[one.pk]
    assert merge.changes() == [] and merge.text(set()) == TEXT


def test_a_number_struck_out_with_its_sentence_is_told_as_lost(cast: Cast, manuscript: Manuscript, year: Year) -> None:
    one = passage(cast, manuscript)

    def edit(file: Any) -> None:
        struck(run_of(file, "2所"))

    (change,) = back([one], year, edit)[one.pk].changes()
    assert change.kind is Kind.LOST and change.is_serious


def split(file: Any) -> None:
    """Press enter before 名校: what stands behind goes into a paragraph of its own."""
    first = paragraph(file, "建成开学")
    (last,) = [run for run in first.iter(qn("w:r")) if "名校" in (run.find(qn("w:t")).text or "")]
    text = last.find(qn("w:t"))
    second = OxmlElement("w:p")
    second.append(words_of(text.text[text.text.index("名校") :]))
    text.text = text.text[: text.text.index("名校")]
    first.addnext(second)


def join(file: Any) -> None:
    """Delete the end of a paragraph."""
    first, second = paragraph(file, "建成开学"), paragraph(file, "稳步提升")
    first.extend([part for part in second if part.tag != qn("w:pPr")])
    second.getparent().remove(second)


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize(
    ("how", "before", "after"), [(split, "。名校", "。\n\n名校"), (join, "扩大。\n\n教育", "扩大。教育")]
)
def test_a_paragraph_split_and_one_joined_keep_their_numbers(
    cast: Cast, manuscript: Manuscript, year: Year, how: Edit, before: str, after: str, lost: bool
) -> None:
    one = passage(cast, manuscript)

    def edit(file: Any) -> None:
        how(file)
        if lost:
            without_number_bookmarks(file)

    merge = back([one], year, edit)[one.pk]
    (change,) = merge.changes()
    assert change.kind is Kind.WORDS and "¶" in change.before + change.after
    assert taken(merge) == TEXT.replace(before, after)
    assert merge.text(set()) == TEXT


def test_a_first_paragraph_moved_with_tracking_leaves_its_passage_where_it_was(
    cast: Cast, manuscript: Manuscript, year: Year
) -> None:
    """The bookmark that begins the passage stays in what was moved away."""
    before = passage(cast, manuscript, "# 城市\n\n道路更加畅通。", key="city")
    one = passage(cast, manuscript, f"{FIRST}\n\n教育质量稳步提升。", key="livelihood")

    def edit(file: Any) -> None:
        first, last = paragraph(file, "建成开学"), paragraph(file, "稳步提升")
        moved = copy.deepcopy(first)
        for mark in list(moved.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))):
            mark.getparent().remove(mark)
        for whole, tag in ((first, "moveFrom"), (moved, "moveTo")):
            parts = [part for part in whole if part.tag != qn("w:pPr")]
            change = tracked(tag)
            whole.append(change)
            change.extend(parts)
        last.addnext(moved)

    merges = back([before, one], year, edit)
    assert merges[before.pk].changes() == []
    assert taken(merges[one.pk]) == f"教育质量稳步提升。\n\n{FIRST}"


def test_a_passage_whose_beginning_is_lost_is_no_part_of_the_one_before(
    cast: Cast, manuscript: Manuscript, year: Year
) -> None:
    before = passage(cast, manuscript, "# 城市\n\n道路更加畅通。", key="city")
    one = passage(cast, manuscript, FIRST, key="livelihood")

    def edit(file: Any) -> None:
        for mark in list(file.element.body.iter("{*}bookmarkStart")):
            if str(mark.get(qn("w:name"))).startswith(f"passage_{one.pk}_"):
                mark.getparent().remove(mark)

    merges = back([before, one], year, edit)
    assert merges[before.pk].changes() == [] and merges[one.pk].changes() == []


def test_a_number_moved_into_another_passage_stays_bound(cast: Cast, manuscript: Manuscript, year: Year) -> None:
    one = passage(cast, manuscript, f"教育质量稳步提升。\n\n{FIRST}", key="livelihood")
    other = passage(cast, manuscript, "# 城市\n\n道路更加畅通。", key="city")
    file_order = [one, other]

    def edit(file: Any) -> None:
        paragraph(file, "更加畅通").addnext(paragraph(file, "建成开学"))

    merges = back(file_order, year, edit)
    assert taken(merges[other.pk]) == f"# 城市\n\n道路更加畅通。\n\n{FIRST}"
    assert [change.kind for change in merges[one.pk].changes()] == [Kind.LOST]


def test_a_comment_is_kept_and_its_range_tears_nothing(cast: Cast, manuscript: Manuscript, year: Year) -> None:
    one = passage(cast, manuscript)

    def edit(file: Any) -> None:
        run = run_of(file, "2所")
        run.addprevious(parse_xml(f'<w:commentRangeStart {nsdecls("w")} w:id="1"/>'))
        run.addnext(parse_xml(f'<w:commentRangeEnd {nsdecls("w")} w:id="1"/>'))

    assert back([one], year, edit)[one.pk].changes() == []


def test_a_text_box_and_a_table_come_as_lines_of_their_own(cast: Cast, manuscript: Manuscript, year: Year) -> None:
    """WPS writes a box as a drawing with a fallback that says the same again; a row of a table reads as one line."""
    one = passage(cast, manuscript)
    box = f"""<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
     xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
    <mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>
    <w:p><w:r><w:t>请教育局核实。</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>
    <mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>请教育局核实。</w:t></w:r></w:p></w:txbxContent>
    </v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""

    def edit(file: Any) -> None:
        paragraph(file, "建成开学").append(parse_xml(box))
        table = file.add_table(rows=2, cols=2)
        for cell, words in zip(table._cells, ("学校", "学位", "经开一小", "1080个"), strict=True):
            cell.text = words

    merge = back([one], year, edit)[one.pk]
    added = "\n".join(change.after for change in merge.changes())
    assert added.count("请教育局核实。") == 1
    assert "学校\u3000学位" in added and "经开一小\u30001080个" in added
    assert FIRST in taken(merge)
    assert any(change.kind is Kind.DIGITS for change in merge.changes())


def test_a_number_written_another_way_stays_bound(cast: Cast, manuscript: Manuscript, year: Year) -> None:
    one = passage(cast, manuscript)

    def edit(file: Any) -> None:
        run_of(file, "2所").find(qn("w:t")).text = "２ 所"

    assert back([one], year, edit)[one.pk].changes() == []


@pytest.mark.parametrize(
    ("sent", "returned_as", "same"),
    [
        ("3400余人", "3,400多人", True),
        ("3400余人", "３４００余人", True),
        ("3,400余人", "3400余人", True),
        ("12.5%", "12.5％", True),
        ("3400余人", "3500余人", False),
        ("3400余人", "近3400人", False),
        ("3400人", "34000人", False),
        ("12.5亿元", "125亿元", False),
    ],
)
def test_which_ways_of_writing_a_number_are_the_same(sent: str, returned_as: str, same: bool) -> None:
    assert bool(returning.alike(sent).fullmatch(returned_as)) is same


def test_an_english_draft_is_merged_sentence_by_sentence(cast: Cast, manuscript: Manuscript, year: Year) -> None:
    one = passage(cast, manuscript, ENGLISH, language="en")

    def edit(file: Any) -> None:
        for text in file.element.body.iter(qn("w:t")):
            text.text = (text.text or "").replace("Quality rose", "Quality rose markedly")

    (change,) = back([one], year, edit)[one.pk].changes()
    assert (change.before.strip(), change.after.strip()) == ("Quality rose.", "Quality rose markedly.")
    assert taken(back([one], year, edit)[one.pk]) == ENGLISH.replace("rose.", "rose markedly.")
