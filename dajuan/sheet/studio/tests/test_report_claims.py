"""What 37 real reports say can be written in the studio: every claim bound to what proves it, and nothing left open."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dajuan.core.records.act import act
from dajuan.core.records.evidence import store_bytes
from dajuan.figures.book import Book
from dajuan.figures.models import SCALE, Attested
from dajuan.sheet.reading.tests.claimed import sentence
from dajuan.sheet.studio import binding
from dajuan.sheet.studio.claims import Claim, Grade, State, claims_of, plain
from dajuan.sheet.studio.marks import stored
from dajuan.sheet.studio.models import Citation, Estimate, Manuscript, Passage, Valued
from dajuan.sheet.studio.rendering import rendered
from tests.cast import Cast

DAY = date(2021, 3, 1)
YEAR = 2020


@pytest.fixture
def passage(cast: Cast, settings: Any, tmp_path: Path) -> Passage:
    settings.EVIDENCE_DIR = tmp_path
    manuscript = Manuscript.objects.create(zone=cast.zone, office=cast.general, year=YEAR)
    common = {"zone": cast.zone, "office": cast.general, "manuscript": manuscript}
    made: Passage = Passage.objects.create(**common, language="zh-hans", key="economy")
    return made


def proof_of(claim: Claim, manuscript: Manuscript) -> Valued:
    """What backs a claim: an estimate where it says it is one, the number of a document, or a document's words."""
    finding, common = claim.finding, {"manuscript": manuscript, "happened_on": DAY}
    document = {**common, "name": "统计公报", "says": claim.words, "issuer": "市统计局", "document": "公报"}
    exact = finding is not None and finding.value is not None and not finding.hedge and finding.upper is None
    if finding is None or not exact or binding.is_of_others(claim) or not finding.printed_unit:
        return Citation(**document)
    value, unit, _scale = binding.own_amount(finding)
    if (value * SCALE).denominator != 1:
        return Citation(**document)
    amount = {"value_x10000": int(value * SCALE), "unit": unit}
    if not finding.is_expected:
        return Citation(**document, **amount)
    said = {"method": "按进度测算", "author": "综合科", "name": f"{unit}{value}", "ends_on": date(YEAR, 12, 31)}
    return Estimate(**common, **amount, **said)


@pytest.mark.thorough("binds every claim of 279 sentences")
def test_every_claim_of_real_reports_can_be_bound(cast: Cast, passage: Passage, shared: Path) -> None:
    with (shared / "data/report-claims/claims.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    sentences = [sentence(row, place)[0] for place, row in enumerate(rows)]
    book = Book.now(cast.zone)
    wanted: list[tuple[int, str, int, Claim, Valued]] = []
    for place, text in enumerate(sentences):
        found = claims_of(passage, book, text=text, today=DAY)
        wanted += [
            (place, one.words, binding.nth(one, found, text), one, proof_of(one, passage.manuscript))
            for one in reversed(found)
        ]
    scan = store_bytes(b"%PDF-1.4 scan", name="文.pdf", by=cast.qian, zone=cast.zone)
    with act(by=cast.qian) as a:
        for *_rest, proof in wanted:
            a.attach(a.enter(proof), scan)
    marked = list(sentences)
    for place, words, nth, claim, proof in wanted:
        key = f"{'est' if isinstance(proof, Estimate) else 'doc'}-{proof.number}"
        put = binding.bound(
            marked[place], words, nth, stored(binding.backed_by(proof, key, words, "zh-hans", claim.finding))
        )
        assert put is not None, sentences[place]
        marked[place] = put
    book = Book.now(cast.zone)
    wrong = []
    for text, kept in zip(sentences, marked, strict=True):
        reads = plain(rendered(passage, book, text=kept, today=DAY))
        claims = claims_of(passage, book, text=kept, today=DAY)
        left = [one.words for one in claims if one.is_open]
        if reads.replace("预计", "") != text.replace("预计", "") or left or not claims:
            wrong.append((text, reads, left))
    assert len(sentences) == 279
    assert not wrong, "\n".join(map(str, wrong[:20])) + f"\n{len(wrong)}"


@pytest.mark.parametrize(("key", "value", "mark", "reads"), [
    ("gdp", Fraction(89_500_000_000), "【gdp｜元｜scale=亿】", "895亿元"),
    ("foreign-trade", Fraction(64, 10) * 10**12, "【foreign-trade｜元｜scale=万亿】", "6.4万亿元"),
])  # fmt: skip
def test_an_attested_figure_says_what_its_document_says(
    cast: Cast, passage: Passage, key: str, value: Fraction, mark: str, reads: str
) -> None:
    scan = store_bytes(b"%PDF-1.4 scan", name="公报.pdf", by=cast.qian, zone=cast.zone)
    said = {"issuer": "市统计局", "document": "2020年统计公报", "happened_on": date(2020, 12, 31)}
    with act(by=cast.qian) as a:
        a.attach(a.enter(Attested(figure=key, value_x10000=int(value * SCALE), **said)), scan)
    (claim,) = claims_of(passage, Book.now(cast.zone), text=f"总量{mark}。", today=DAY)
    assert (claim.words, claim.state, claim.grade) == (reads, State.FIGURE, Grade.FILE)
