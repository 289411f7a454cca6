"""What is wrong with a credit code, in a sentence that says what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dajuan.values.credit_codes import Checked, Problem, Reason


def what_is_wrong(checked: Checked) -> str:
    """One sentence a problem; empty for a valid code."""
    return " ".join(_SENTENCES[problem.reason](checked, problem) for problem in checked.problems[:2])


def _length(checked: Checked, problem: Problem) -> str:
    words = {"count": len(checked.code)}
    return _("A unified credit code has 18 characters, this one %(count)s.") % words


def _letter(checked: Checked, problem: Problem) -> str:
    words = {"place": problem.place, "letter": checked.code[problem.place - 1]}
    return _("Character %(place)s, “%(letter)s”, does not occur in credit codes (there is no I, O, S, V or Z).") % words


def _division(checked: Checked, problem: Problem) -> str:
    return _("Characters 3 to 8 are the place of registration and must be digits.")


def _check_digit(checked: Checked, problem: Problem) -> str:
    words = {"expected": problem.expected, "found": checked.code[17]}
    return _("The check digit should be %(expected)s, not %(found)s.") % words


def _organisation(checked: Checked, problem: Problem) -> str:
    words = {"expected": problem.expected, "found": checked.code[16]}
    return _("The check digit of the organisation code (character 17) should be %(expected)s, not %(found)s.") % words


_SENTENCES = {
    Reason.LENGTH: _length,
    Reason.LETTER: _letter,
    Reason.DIVISION: _division,
    Reason.CHECK_DIGIT: _check_digit,
    Reason.ORGANISATION_CHECK: _organisation,
}
