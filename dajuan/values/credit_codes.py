"""Unified social credit codes (统一社会信用代码, GB 32100-2015) and the organisation code inside (GB 11714).

Some codes issued in early pilots fail the check and are legally valid: a failing check is told apart from a code that
cannot be one, and whoever records it may accept it with a reason.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from stdnum.cn import uscc

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


class State(StrEnum):
    """What the code itself says; only a registry can say that it is somebody's."""

    VALID = "valid"
    FAILS_CHECK = "fails check"
    MALFORMED = "malformed"


class Reason(StrEnum):
    """Why a code is not valid."""

    LENGTH = "length"  # not 18 characters
    LETTER = "letter"  # a character outside the alphabet of 31: no I, O, S, V, Z
    DIVISION = "division"  # the place of registration, characters 3 to 8, is not all digits
    CHECK_DIGIT = "check-digit"
    ORGANISATION_CHECK = "org-check"


@dataclass(frozen=True)
class Problem:
    """A reason, the character (counted from 1) it was found at, and the one expected there."""

    reason: Reason
    place: int = 0
    expected: str = ""

    def __str__(self) -> str:
        return f"{self.reason}:{self.expected}" if self.expected else self.reason.value


@dataclass(frozen=True)
class Checked:
    """A code as normalised, and what was found."""

    code: str
    problems: tuple[Problem, ...] = ()

    @property
    def state(self) -> State:
        if not self.problems:
            return State.VALID
        checks = {Reason.CHECK_DIGIT, Reason.ORGANISATION_CHECK}
        fails_only = all(problem.reason in checks for problem in self.problems)
        return State.FAILS_CHECK if fails_only else State.MALFORMED

    @property
    def division(self) -> str:
        """The six digits of the place of registration (GB/T 2260), which may be older than today's list."""
        return self.code[2:8]

    @property
    def organisation(self) -> str:
        """The nine characters of the organisation code."""
        return self.code[8:17]


def normalised(words: str) -> str:
    """Half-width capitals without blanks or hyphens, as a code is compared and stored."""
    return "".join(unicodedata.normalize("NFKC", words).upper().replace("-", "").split())


def check(words: str) -> Checked:
    """Look at a code as it was typed. Letters that look like digits are not guessed."""
    code = normalised(words)
    if len(code) != 18:
        return Checked(code, (Problem(Reason.LENGTH),))
    wrong = [Problem(Reason.LETTER, place) for place, sign in enumerate(code, 1) if sign not in ALPHABET]
    if wrong:
        return Checked(code, tuple(wrong))
    if not code[2:8].isdigit():
        return Checked(code, (Problem(Reason.DIVISION, 3),))
    found = []
    if (expected := uscc.calc_check_digit(code)) != code[17]:
        found.append(Problem(Reason.CHECK_DIGIT, 18, expected))
    if (expected := organisation_check(code[8:16])) != code[16]:
        found.append(Problem(Reason.ORGANISATION_CHECK, 17, expected))
    return Checked(code, tuple(found))


def organisation_check(first_eight: str) -> str:
    """The ninth character of an organisation code: 11 - sum mod 11, with X for 10 and 0 for 11."""
    total = sum(int(sign, 36) * weight for sign, weight in zip(first_eight, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]
