"""What a published edition says for ever, as plain data: what its bundle is written from, and read back into.

A bundle proves an edition without the server and its database (docs/bundle.md). Nothing here knows Django.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

Said = Literal["value", "before", "growth", "difference", "plan", "completion", "words"]


@dataclass(frozen=True)
class Definition:
    """How a figure counts, as its digest fixes it: `signature` is the declaration as text (figures' vocabulary).

    The whole counted is divided by `scale`. `parts`: the definitions a ratio, stock or change is made of, in order.
    """

    key: str
    name: str
    unit: str
    signature: str
    digest: str
    scale: int = 1
    decimals: int = 0
    span: str = "period"
    since: str = ""
    version: int = 1
    counts: str = ""
    parts: tuple[Definition, ...] = ()


@dataclass(frozen=True)
class FrozenValue:
    """What one figure said of one period as of the edition's cut, exactly; None where it was unknown.

    `before` is last year's as known at the same moment, `plan` the version in force. `rows`: how many entries the
    value opens to.
    """

    key: str
    period: str
    value: Fraction | None
    digest: str
    before: Fraction | None = None
    plan: Fraction | None = None
    rows: int = 0


@dataclass(frozen=True)
class Use:
    """Where the text says something of a figure: code points `start` to `end`, which read `words`.

    `said`: which of its numbers. `divisor`: how many printed base units make the unit the words stand in, 10,000 for
    万元 of a figure in yuan. "words" is an assertion without digits; its value is not compared.
    """

    key: str
    period: str
    start: int
    end: int
    words: str
    said: Said = "value"
    divisor: int = 1


@dataclass(frozen=True)
class RuleSetUsed:
    """A dated rule set the edition went by: its name, its edition, and its content as canonical JSON."""

    name: str
    edition: str
    content: str


@dataclass(frozen=True)
class PlanUsed:
    """A plan version a completion was set against; `entry` is its number in the ledger."""

    key: str
    year: int
    version: str
    value: Fraction
    entry: int


@dataclass(frozen=True)
class FrozenEdition:
    """A signed, frozen state of the year's report: what a bundle needs, no person among it.

    `text`: title and paragraphs as plain text, one a line. `moment`: the cut, a ledger number; instants are ISO 8601.
    `open_claims`: what was signed over, with the reason.
    """

    number: str
    title: str
    zone: str
    period: str
    language: str
    text: str
    moment: int
    frozen_at: str
    published_at: str = ""
    restates: str = ""
    values: tuple[FrozenValue, ...] = ()
    definitions: tuple[Definition, ...] = ()
    uses: tuple[Use, ...] = ()
    rule_sets: tuple[RuleSetUsed, ...] = ()
    plans: tuple[PlanUsed, ...] = ()
    open_claims: tuple[str, ...] = field(default=())
