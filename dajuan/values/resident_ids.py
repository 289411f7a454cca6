"""Resident identity numbers (公民身份号码, GB 11643-1999), and how numbers and names are shown masked."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum.cn import ric

COMPOUND_SURNAMES = frozenset(
    ["欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "长孙", "宇文"]
)


class Reason(StrEnum):
    """Why a number is not one."""

    LENGTH = "length"
    DIGITS = "digits"
    BIRTH_DATE = "birth date"
    CHECK_DIGIT = "check digit"


@dataclass(frozen=True)
class ResidentId:
    """A number as normalised; `reason` is None where it is valid. The place is not looked up: old codes live on."""

    number: str
    reason: Reason | None = None

    @property
    def is_valid(self) -> bool:
        return self.reason is None

    @property
    def division(self) -> str:
        return self.number[:6]

    @property
    def born_on(self) -> date:
        return date.fromisoformat(self.number[6:14])

    @property
    def is_male(self) -> bool:
        return int(self.number[16]) % 2 == 1


def check(words: str) -> ResidentId:
    """Look at a number as it was typed: 18 characters, a real day of birth, the check digit."""
    number = "".join(unicodedata.normalize("NFKC", words).upper().split())
    if len(number) != 18:
        return ResidentId(number, Reason.LENGTH)
    if not (number[:17].isascii() and number[:17].isdigit() and number[17] in "0123456789X"):
        return ResidentId(number, Reason.DIGITS)
    try:
        date.fromisoformat(number[6:14])
    except ValueError:
        return ResidentId(number, Reason.BIRTH_DATE)
    is_right = ric.calc_check_digit(number) == number[17]
    return ResidentId(number, None if is_right else Reason.CHECK_DIGIT)


def masked_number(number: str) -> str:
    """The first six and last four characters, the rest starred; a short number shows its last two at most."""
    if len(number) >= 15:
        return number[:6] + "*" * (len(number) - 10) + number[-4:]
    shown = number[-2:] if len(number) > 4 else ""
    return "*" * (len(number) - len(shown)) + shown


def masked_name(name: str) -> str:
    """A name with one character hidden: 王*明, 王*, 欧阳*明; of a foreign name only the first word is shown."""
    text = name.strip()
    if len(text.split()) > 1 or text.isascii():
        first, *rest = text.split() or [""]
        return " ".join([first, *("*" for _ in rest)]) if rest else first[:1] + "*" * bool(first)
    hidden = 2 if text[:2] in COMPOUND_SURNAMES and len(text) > 2 else 1
    return text[:hidden] + "*" * bool(text) + text[hidden + 1 :]
