"""A paper as plain data: what it says, in order. How it looks on a page is the business of docx and pdf."""

import math
import re
from calendar import month_name
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from typing import Literal

Language = Literal["zh-hans", "en"]


@dataclass(frozen=True)
class Run:
    """A stretch of words. An anchored run can be found again in a document that comes back: it names its figure."""

    text: str
    link: str = ""
    anchor: str = ""


Words = str | Sequence[Run]


@dataclass(frozen=True)
class Heading:
    """Level 1 to 4. Its number (一、（一）1.（1）) is put before it and counted by the paper: the words go without.

    One that is not counted has no number, as in the press.
    """

    words: Words
    level: int = 1
    is_counted: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 4:
            raise ValueError(f"A heading has level 1 to 4, not {self.level}")


@dataclass(frozen=True)
class Text:
    """One paragraph."""

    words: Words


@dataclass(frozen=True)
class Table:
    """Rows under a heading that is repeated on each page. Columns of numbers stand to the right.

    `shares` are the columns' widths in proportion; without them they follow the longest words. `row_mm` leaves room for
    a hand that writes into it.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[Words]]
    caption: str = ""
    numbers: frozenset[int] = frozenset()
    shares: Sequence[int] = ()
    row_mm: int = 0

    def __post_init__(self) -> None:
        if any(len(row) != len(self.heads) for row in self.rows):
            raise ValueError("Each row of a table has as many cells as its head")

    @property
    def is_short(self) -> bool:
        """Whether it goes with the signature as a whole, so that office and date stand on no page of their own."""
        return len(self.rows) <= 8 and not self.row_mm


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG of our own making, with the sentence that stands for it where it cannot be seen."""

    svg: str
    instead: str
    caption: str = ""
    width_mm: int = 140


Block = Heading | Text | Table | Picture


@dataclass(frozen=True)
class Annex:
    """Begins a page of its own; wide tables lie across."""

    title: str
    blocks: Sequence[Block]
    across: bool = False


@dataclass(frozen=True)
class Foot:
    """The foot of an official document (版记): whom copies go to, who printed it and when. It closes the last page."""

    copies_to: str = ""
    printed_by: str = ""
    printed_on: date | None = None

    def lines(self, language: Language) -> list[tuple[str, str]]:
        """What its lines say to the left and to the right; empty ones are left out."""
        copies, printed = ("Copies: ", "Printed ") if language == "en" else ("抄送：", "")
        day = written_date(self.printed_on, language) if self.printed_on else ""
        day = f"{printed}{day}{'' if language == 'en' else '印发'}" if day else ""
        said = [(f"{copies}{self.copies_to}" if self.copies_to else "", ""), (self.printed_by, day)]
        return [(printable(left), printable(right)) for left, right in said if left or right]


@dataclass(frozen=True)
class Paper:
    """An official document (公文) or a report.

    Empty fields are not printed. `issuer` puts the red head over the paper; a title is broken where it says so by a
    line end, otherwise into lines of a trapezoid. A report goes up, so its head names who signed (签发人). There is no
    field for a grade of secrecy: such matter must not enter the system at all (office.md 10).
    """

    title: str
    blocks: Sequence[Block]
    language: Language = "zh-hans"
    issuer: str = ""
    number: str = ""
    copy_number: str = ""
    urgency: str = ""
    signer: str = ""
    addressee: str = ""
    office: str = ""
    signed_on: date | None = None
    annexes: Sequence[Annex] = ()
    foot: Foot = Foot()
    status: str = ""
    """What stands over the title of one that is not final, such as 讨论稿."""


# Words


_NOT_PRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """Without the control characters that neither XML nor a page can carry."""
    return _NOT_PRINTABLE.sub("", text)


def runs(words: Words) -> list[Run]:
    """The words as runs, empty ones left out."""
    stretches = [Run(words)] if isinstance(words, str) else list(words)
    cleaned = [Run(printable(run.text), run.link, run.anchor) for run in stretches]
    return [run for run in cleaned if run.text]


def plain(words: Words) -> str:
    return "".join(run.text for run in runs(words))


def width(text: str) -> float:
    """Width in characters of the type area: Latin letters and digits take half a one."""
    return sum(0.5 if ord(sign) < 0x2E80 and sign not in "—…“”‘’" else 1.0 for sign in text)


# Numbers of headings


_DIGITS = "〇一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 to 99 as headings count: 一, 十, 十一, 二十."""
    if not 1 <= number <= 99:
        raise ValueError(f"No heading is counted as {number}")
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def _chinese_mark(counts: Sequence[int]) -> str:
    last = counts[-1]
    match len(counts):
        case 1:
            return f"{chinese_number(last)}、"
        case 2:
            return f"（{chinese_number(last)}）"
        case 3:
            return f"{last}."
    return f"（{last}）"


def _english_mark(counts: Sequence[int]) -> str:
    return f"{'.'.join(map(str, counts))}{'.' if len(counts) == 1 else ''} "


def numbered(blocks: Iterable[Block], language: Language) -> Iterator[tuple[str, Block]]:
    """Each block with the mark that stands before it: the number of a heading, nothing for others."""
    counts: list[int] = []
    for block in blocks:
        if not isinstance(block, Heading) or not block.is_counted:
            yield "", block
            continue
        counts = (counts + [0] * block.level)[: block.level]
        counts[-1] += 1
        # A level that was jumped over counts as its first, so that no heading is numbered 0.
        counts = [max(count, 1) for count in counts]
        yield (_english_mark if language == "en" else _chinese_mark)(counts), block


# The form's own words


def annex_mark(paper: Paper, place: int) -> str:
    """附件 where there is one, 附件1, 附件2 where there are more."""
    number = "" if len(paper.annexes) == 1 else str(place)
    return f"Annex {number}".strip() if paper.language == "en" else f"附件{number}"


def annex_notes(paper: Paper) -> list[str]:
    """The note of annexes below the body, one line an annex; empty where there is none."""
    mark = "Annexes: " if paper.language == "en" and len(paper.annexes) > 1 else "Annex: "
    mark = mark if paper.language == "en" else "附件："
    titles = [plain(annex.title).replace("\n", "") for annex in paper.annexes]
    point = ". " if paper.language == "en" else "."
    listed = titles if len(titles) == 1 else [f"{place}{point}{title}" for place, title in enumerate(titles, 1)]
    blank = " " if paper.language == "en" else "\u3000" * 3
    return [(mark if place == 0 else blank) + title for place, title in enumerate(listed)]


def signed_by(paper: Paper) -> tuple[str, str]:
    """签发人： and the name in the head of a document that goes up, which stand in two hands; both empty without."""
    if not paper.signer:
        return "", ""
    return ("Signed by: " if paper.language == "en" else "签发人："), printable(paper.signer)


def issuer_points(issuer: str) -> int:
    """Size of the red mark: as large as one line of the type area (442 points) allows, from 22 to 48."""
    return min(48, max(22, int(425 / max(width(printable(issuer)), 1))))


def addressed(paper: Paper) -> str:
    return "" if not paper.addressee else printable(paper.addressee) + (":" if paper.language == "en" else "：")


def written_date(day: date, language: Language) -> str:
    """2021年1月8日, without leading zeros; 8 January 2021 in English."""
    if language == "en":
        return f"{day.day} {month_name[day.month]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def signature_indents(office: str, day: str) -> tuple[float, float]:
    """How far office and date stand from the right, in characters: centred over each other."""
    office_width, day_width = width(office), width(day)
    if office_width > 22:  # longer than a line with its indents: English
        return 2, 2
    if office_width <= day_width:
        return 4 + (day_width - office_width) / 2, 4
    return 2, 2 + (office_width - day_width) / 2


# The title


_BREAK_AFTER = "的、和与及，：；》）"
_BREAK_BEFORE = "《（"
_NEVER_FIRST = "的、和与及，：；》）。年月日"
_WORD = re.compile(
    "总结|报告|情况|工作|意见|方案|计划|材料|说明|答卷|通报|请示|清单|名单|全年|年度|上半年"
    "|下半年|季度|关于|报送|印发|重点|项目|建设|推进|营商|环境|优化|提升|城市|品质|更新|改造"
    "|招商|引资|投资|促进|产业|发展|经济|社会|民生|保障|改善|教育|医疗|卫生|生态|治理|服务"
    "|创新|科技|企业|开发区|管理|委员会|办公室|政府|全区|市级|省级|国家级|技术|更正|观摩|结果"
    "|调度|会议|指标|核实|疫情|防控|乡村|振兴|扶贫|脱贫|攻坚|安全|生产|考核|评价|年末|落实"
    "|完成|贯彻|执行"
)
"""Words that titles of official papers are made of: a line ends between two of them and never within one."""
_APART = re.compile(r"[0-9A-Za-z.%〇○一二三四五六七八九十百千年月日]")
_AS_ONE = re.compile(_WORD.pattern + r"|[0-9A-Za-z.%〇○一二三四五六七八九十]+年?度?|.")


MOST_BREAKS = 30
"""More places to break a title are not tried: four lines of them are 4,060 ways."""


def title_lines(title: str, longest: float = 19) -> list[str]:
    """The title in lines of a trapezoid, longest line last or first, broken between words and best after a particle.

    Where the writer broke it, it is broken there: only he knows all the words.
    """
    title = printable(title).strip()
    if "\n" in title:
        return [line.strip() for line in title.split("\n") if line.strip()]
    if " " in title and title.isascii():
        return _fill(title, longest)
    count = math.ceil(width(title) / longest)
    if count <= 1:
        return [title]
    if count > 4 or len(_breaks(title)) < count - 1:
        return _even(title, int(longest))
    breaks = sorted(_breaks(title), key=lambda place: _cost(title[:place], title[place:]))[:MOST_BREAKS]
    costs = {place: _cost(title[:place], title[place:]) for place in breaks}
    chosen = min(combinations(sorted(breaks), count - 1), key=lambda places: _ugliness(title, places, costs, longest))
    lines = _lines(title, chosen)
    return lines if max(map(width, lines)) <= longest + 1 else _even(title, -(-len(title) // count))


def _even(title: str, signs: int) -> list[str]:
    return [title[start : start + signs] for start in range(0, len(title), signs)]


def _fill(title: str, longest: float) -> list[str]:
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer) <= longest or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _lines(title: str, places: Sequence[int]) -> list[str]:
    return [title[start:end] for start, end in pairwise((0, *places, len(title)))]


def _breaks(title: str) -> list[int]:
    """Where a line may end: between words, as far as they are known."""
    ends = [found.end() for found in _AS_ONE.finditer(title)]
    return [place for place in ends[:-1] if title[place] not in _NEVER_FIRST and not _is_one(title, place)]


def _is_one(title: str, place: int) -> bool:
    return bool(_APART.match(title[place - 1]) and _APART.match(title[place]) and title[place - 1] not in "年月日")


def _ugliness(
    title: str, places: Sequence[int], costs: Mapping[int, float], longest: float
) -> tuple[int, int, float, int]:
    """Lines too long, then a line much shorter than another, then words torn and lines uneven, then the shape."""
    widths = [width(line) for line in _lines(title, places)]
    too_long = sum(line > longest for line in widths)
    lonely = sum(line * 2 < max(widths) for line in widths)
    in_steps = widths in (sorted(widths), sorted(widths, reverse=True)) and len(set(widths)) > 1
    uneven = sum(costs[place] for place in places) + (max(widths) - min(widths)) / 8
    return too_long, lonely, uneven, int(not in_steps)


def _cost(line: str, after: str) -> float:
    """How bad it is to end a line here: nothing after a particle, little between known words, much elsewhere."""
    if line[-1] in _BREAK_AFTER or after[0] in _BREAK_BEFORE or line.endswith(("年", "年度", "开发区", "委员会")):
        return 0
    known = bool(_WORD.fullmatch(line[-2:]) or _WORD.fullmatch(line[-3:])), bool(_WORD.match(after))
    return {2: 0.5, 1: 1.5, 0: 4}[sum(known)]


# Tables


def column_shares(table: Table) -> list[int]:
    """The widths of the columns in proportion: by the longest words of each, none more than eight times another."""
    if table.shares:
        return list(table.shares)
    columns = zip(table.heads, *table.rows, strict=True)
    longest = [max((width(plain(cell)) for cell in column), default=1) for column in columns]
    return [round(min(max(share, 3), 24) * 10) for share in longest]
