"""Units as they stand in the headings of ledgers, and by how much one of them is another."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

# Each group has one base; the value says how many base units one is. 1 亩 = 2000/3 m² (国发〔1984〕28号).
GROUPS: tuple[dict[str, Fraction], ...] = (
    {"元": Fraction(1), "千元": Fraction(1000), "万元": Fraction(10**4), "百万元": Fraction(10**6),
     "千万元": Fraction(10**7), "亿元": Fraction(10**8), "角": Fraction(1, 10), "分": Fraction(1, 100),
     "yuan": Fraction(1), "cny": Fraction(1), "rmb": Fraction(1)},
    {"美元": Fraction(1), "万美元": Fraction(10**4), "百万美元": Fraction(10**6), "亿美元": Fraction(10**8),
     "usd": Fraction(1)},
    {"米": Fraction(1), "m": Fraction(1), "延米": Fraction(1), "公里": Fraction(1000), "千米": Fraction(1000),
     "km": Fraction(1000), "厘米": Fraction(1, 100), "cm": Fraction(1, 100), "毫米": Fraction(1, 1000),
     "mm": Fraction(1, 1000), "里": Fraction(500)},
    {"平方米": Fraction(1), "平米": Fraction(1), "m2": Fraction(1), "㎡": Fraction(1), "万平方米": Fraction(10**4),
     "万平米": Fraction(10**4), "万㎡": Fraction(10**4), "万m2": Fraction(10**4), "亩": Fraction(2000, 3),
     "万亩": Fraction(2 * 10**7, 3), "公顷": Fraction(10**4), "ha": Fraction(10**4), "平方公里": Fraction(10**6),
     "km2": Fraction(10**6)},
    {"个": Fraction(1), "人": Fraction(1), "户": Fraction(1), "家": Fraction(1), "件": Fraction(1), "处": Fraction(1),
     "条": Fraction(1), "所": Fraction(1), "座": Fraction(1), "次": Fraction(1), "万人": Fraction(10**4),
     "万户": Fraction(10**4), "万人次": Fraction(10**4), "人次": Fraction(1), "千人": Fraction(1000)},
    {"克": Fraction(1), "千克": Fraction(1000), "公斤": Fraction(1000), "kg": Fraction(1000), "吨": Fraction(10**6),
     "万吨": Fraction(10**10)},
    {"小时": Fraction(1), "天": Fraction(24), "日": Fraction(24), "h": Fraction(1), "d": Fraction(24)},
)  # fmt: skip
IN_BRACKETS = re.compile(r"[(\[【〔（]\s*(?:单位\s*[:：]?\s*)?([^()\[\]【】〔〕（）]+?)\s*[)\]】〕）]")
TOLD = re.compile(r"单位\s*[:：]\s*(\S+)")


def plain(unit: str) -> str:
    """A unit as the table writes it: 平方公里 for ＫＭ² stays km2, full-width letters become narrow."""
    return unicodedata.normalize("NFKC", unit).strip().lower().replace("㎡", "m2")


def group_of(unit: str) -> dict[str, Fraction]:
    """The units of the same kind, empty where the unit is none we know."""
    wanted = plain(unit)
    return next((group for group in GROUPS if wanted in {plain(name) for name in group}), {})


def ratio(unit: str, base: str) -> Fraction | None:
    """How many `base` one `unit` is; None where one cannot be turned into the other."""
    if plain(unit) == plain(base):
        return Fraction(1)
    known = {plain(name): size for name, size in group_of(unit).items()}
    if plain(base) not in known:
        return None
    return known[plain(unit)] / known[plain(base)]


def unit_in(heading: str) -> str:
    """The unit a heading names: 投资额（万元） gives 万元; empty where it names none we know."""
    for found in [*IN_BRACKETS.findall(heading), *TOLD.findall(heading)]:
        for part in re.split(r"[、,，/]", found):
            if group_of(part):
                return str(plain(part))
    return ""


def without_unit(heading: str) -> str:
    """A heading without what stands in brackets."""
    return IN_BRACKETS.sub("", heading).strip()
