"""Leads that may be one: of the same company, or with names alike. A person decides; the merger is an entry."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from django.db.models import Q

from dajuan.lines.investment.models import Lead

ALIKE = 0.84  # of two names without the words that say nothing
MOST = 60  # candidates compared with one lead
MOST_OPEN = 1000  # leads among which the page looks for pairs
TOO_COMMON = 30  # a pair of characters in more names than this says nothing
SAYS_NOTHING = re.compile(r"(股份有限公司|有限责任公司|有限公司|集团|公司|项目|基地|产业园|一期|二期|[\s()()·“”\"'-])")


@dataclass(frozen=True)
class Pair:
    """Two leads that may be one, and why."""

    first: Lead
    second: Lead
    same_company: bool
    percent: int


def core_of(name: str) -> str:
    """A name without the words every name has."""
    return SAYS_NOTHING.sub("", name) or name


def likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1."""
    matcher = SequenceMatcher(None, core_of(one), core_of(other), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0


def alike(lead: Lead, others: Any) -> list[Pair]:
    """Leads among the others that may be the same as this one, most alike first. One query."""
    core = core_of(lead.name)
    asked = Q(pk__in=[])
    for at in range(0, max(1, len(core) - 1), 2):
        asked |= Q(name__contains=core[at : at + 2])
    if lead.investor_id:
        asked |= Q(investor=lead.investor_id)
    found = others.exclude(pk=lead.pk).filter(asked).select_related("office", "investor").order_by("-pk")[:MOST]
    return _sorted(_pair(lead, other) for other in found)


def pairs(leads: Iterable[Lead]) -> list[Pair]:
    """Pairs among some leads, most alike first: those that share a company, or two characters few other names have."""
    by_mark: dict[str, list[Lead]] = defaultdict(list)
    for lead in leads:
        core = core_of(lead.name)
        for mark in {core[at : at + 2] for at in range(len(core) - 1)} | {f"company {lead.investor_id or lead.pk}!"}:
            by_mark[mark].append(lead)
    found: dict[tuple[int, int], tuple[Lead, Lead]] = {}
    for together in by_mark.values():
        if 1 < len(together) <= TOO_COMMON:
            found |= {(one.pk, other.pk): (one, other) for one, other in combinations(together, 2)}
    return _sorted(_pair(one, other) for one, other in found.values())


def _pair(one: Lead, other: Lead) -> Pair:
    same = one.investor_id is not None and one.investor_id == other.investor_id
    return Pair(one, other, same, round(100 * likeness(one.name, other.name)))


def _sorted(found: Iterable[Pair]) -> list[Pair]:
    worth = [pair for pair in found if pair.same_company or pair.percent >= 100 * ALIKE]
    return sorted(worth, key=lambda pair: (-pair.same_company, -pair.percent, pair.first.pk, pair.second.pk))
