"""The bundle of an edition: what is in it, and that every tampering is found and named, without the server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of
from hypothesis import strategies as st

from dajuan.core.records.act import act
from dajuan.core.records.models import Refused
from dajuan.core.seal import keys
from dajuan.core.seal.models import Root
from dajuan.core.seal.sealing import SealBroken
from dajuan.lines.livelihood.models import SeatsAdded
from dajuan.sheet.editions.bundle import packed
from dajuan.sheet.editions.models import Edition
from dajuan.sheet.editions.tests.scene import begun, circulated, small_year, through
from dajuan.values import bundles, verifying
from dajuan.values.bundles import Bundle, NotABundle, canonical, unpack, zipped
from dajuan.values.digests import digest_of
from dajuan.values.findings import Finding
from dajuan.values.signatures import fingerprint
from dajuan.values.verifying import verify
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Change = Callable[[dict[str, bytes]], None]


@pytest.fixture(autouse=True)
def key_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.EVIDENCE_DIR = tmp_path / "evidence"


@pytest.fixture
def edition(cast: Cast) -> Edition:
    small_year(cast)
    return through(cast, begun(cast))


MADE: dict[str, bytes] = {}


def made(request: pytest.FixtureRequest, kind: bundles.Kind) -> bytes:
    """A bundle of the small year, made once: what is tampered with needs no database."""
    if kind not in MADE:
        MADE[kind] = packed(request.getfixturevalue("edition"), kind)
    return MADE[kind]


@pytest.fixture
def audit(request: pytest.FixtureRequest) -> bytes:
    return made(request, "audit")


@pytest.fixture
def open_bundle(request: pytest.FixtureRequest) -> bytes:
    return made(request, "public")


def failures(findings: list[Finding]) -> list[str]:
    return [finding.en for finding in findings if finding.verdict == "fails"]


def tampered(content: bytes, change: Change, *, recompute: bool = False) -> bytes:
    """A bundle whose files were changed; the manifest's digests made to fit, if whoever did it was careful."""
    files = dict(unpack(content).files)
    change(files)
    if recompute:
        manifest = json.loads(files["manifest.json"])
        digest = digest_of(manifest["algorithm"])
        manifest["files"] = {
            n: digest(c).hex() for n, c in files.items() if n not in ("manifest.json", "signature.json")
        }
        files["manifest.json"] = canonical(manifest)
    return zipped(files)


def in_text(old: str, new: str) -> Change:
    return in_file("text.zh-hans.txt", old, new)


def in_file(name: str, old: str, new: str) -> Change:
    def change(files: dict[str, bytes]) -> None:
        assert old in files[name].decode(), (old, name)
        files[name] = files[name].decode().replace(old, new, 1).encode()

    return change


def test_an_audit_bundle_is_verified_down_to_its_rows(edition: Edition) -> None:
    content = packed(edition, "audit")
    findings = verify(content, [fingerprint(keys.public_key())])
    assert failures(findings) == []
    said = "\n".join(finding.en for finding in findings)
    assert (
        "Signed by the key given" in said
        and "rows stand in the ledger under the signed root; the text is the one" in said
    )
    assert "values were counted again from the rows" in said
    bundle = unpack(content).bundle()
    assert {one.language for one in bundle.editions} == {"zh-hans", "en"} and bundle.rows
    counted = next(f.en for f in findings if "counted again from the rows and" in f.en)
    assert int(counted.split()[0]) + sum("was not counted" in f.en for f in findings) == len(bundle.editions[0].values)


def test_a_public_bundle_has_no_rows_and_says_so(edition: Edition) -> None:
    content = packed(edition, "public")
    assert "rows.jsonl" not in unpack(content).files
    findings = verify(content)
    assert failures(findings) == []
    said = [finding.en for finding in findings if finding.verdict == "open"]
    assert "compare it with the one the zone publishes" in said[0] and "no rows" in said[-1]


def test_a_public_bundle_leaves_out_what_is_not_public(edition: Edition) -> None:
    whole, told = (unpack(packed(edition, kind)).bundle().editions[0] for kind in ("audit", "public"))
    keys_told = {value.key for value in told.values}
    content = edition.content("en")
    assert content is not None and told.text == whole.text
    assert keys_told == {key for key, kept in content.figures.items() if kept.public} != set(content.figures)
    assert told.withheld == len(whole.definitions) - len(told.definitions) > 0
    assert {use.key for use in told.uses} | {one.key for one in told.definitions} <= keys_told


def test_everybody_fetches_the_public_bundle_and_who_reads_every_line_the_rows(
    edition: Edition, cast: Cast, client: Client
) -> None:
    answer = client.get(f"/open/editions/{edition.pk}/bundle.zip")
    assert answer.status_code == 200 and failures(verify(answer.content)) == []
    assert f"/open/editions/{edition.pk}/bundle.zip" in client.get(f"/open/editions/{edition.pk}/").content.decode()
    for person, status in ((cast.he, 200), (cast.qian, 200), (cast.li, 403)):
        client.force_login(person)
        assert client.get(f"/editions/{edition.pk}/audit-bundle.zip").status_code == status
    client.force_login(cast.qian)
    assert "audit-bundle.zip" in client.get(f"/editions/{edition.pk}/").content.decode()
    begun_anew = edition.restate(by=cast.qian, office=cast.general)
    assert client.get(f"/editions/{begun_anew.pk}/audit-bundle.zip").status_code == 404
    assert client.get(f"/open/editions/{begun_anew.pk}/bundle.zip").status_code == 404


def test_the_rows_name_no_person(edition: Edition, cast: Cast) -> None:
    rows = "\n".join(row.text for row in unpack(packed(edition, "audit")).bundle().rows)
    names = [getattr(cast, who).name for who in ("li", "chen", "wang", "zhao", "sun", "qian", "zhou")]
    assert not [name for name in names if name in rows]


def test_the_same_edition_makes_the_same_bundle(edition: Edition) -> None:
    first, second = (dict(unpack(packed(edition, "audit")).files) for _time in range(2))
    assert first == second


def test_what_is_recorded_later_changes_no_bundle(edition: Edition, cast: Cast) -> None:
    before = unpack(packed(edition, "audit")).bundle()
    with act(by=cast.wang) as a:
        for seats in SeatsAdded.objects.standing():
            a.withdraw(seats, reason="another school")
    after = unpack(packed(edition, "audit")).bundle()
    assert before == after and failures(verify(packed(edition, "audit"))) == []


def first_number(content: bytes) -> tuple[str, str]:
    """A use of the Chinese text that says a value in digits: its words, and the text with another last digit."""
    text = next(one for one in unpack(content).bundle().editions if one.language == "zh-hans")
    use = next(use for use in text.uses if use.said == "value" and any(sign.isdigit() for sign in use.words))
    digit = next(sign for sign in use.words if sign.isdigit())
    other = str((int(digit) + 3) % 10 or 7)
    start, end = text.text[max(0, use.start - 6) : use.start], text.text[use.end : use.end + 2]
    return start + use.words + end, start + use.words.replace(digit, other, 1) + end


@pytest.mark.parametrize("recompute", [False, True])
def test_one_changed_digit_of_the_text_is_found(audit: bytes, recompute: bool) -> None:
    found = failures(verify(tampered(audit, in_text(*first_number(audit)), recompute=recompute)))
    assert any("the text says" in one and "the edition" in one for one in found)
    expected = "The manifest's signature does not hold." if recompute else "The file text.zh-hans.txt was changed."
    assert expected in found


@pytest.mark.parametrize("recompute", [False, True])
def test_one_changed_digit_of_a_value_is_found(audit: bytes, recompute: bool) -> None:
    def change(files: dict[str, bytes]) -> None:
        for name in ("edition.zh-hans.json", "edition.en.json"):
            told = json.loads(files[name])
            value = next(one for one in told["values"] if one["key"] == "seats-added")
            value["value"] = str(int(Fraction(value["value"])) + 1) + "/1"
            files[name] = canonical(told)

    found = failures(verify(tampered(audit, change, recompute=recompute)))
    assert any(one.startswith("seats-added (") and "the rows give" in one for one in found), found
    assert ("The manifest's signature does not hold." in found) is recompute


@pytest.mark.parametrize("recompute", [False, True])
def test_one_dropped_row_is_found(audit: bytes, recompute: bool) -> None:
    def change(files: dict[str, bytes]) -> None:
        rows = files["rows.jsonl"].splitlines(keepends=True)
        dropped = next(at for at, row in enumerate(rows) if b"livelihood.seatsadded" in row)
        files["rows.jsonl"] = b"".join(rows[:dropped] + rows[dropped + 1 :])

    found = failures(verify(tampered(audit, change, recompute=recompute)))
    assert "The rows do not lead to the signed root: a row was changed, dropped or added." in found
    assert any(one.startswith("seats-added (") for one in found)
    assert ("The manifest's signature does not hold." in found) is recompute


@pytest.mark.parametrize("recompute", [False, True])
def test_one_swapped_definition_is_found(audit: bytes, recompute: bool) -> None:
    """Seats of another step are counted than the definition said."""

    def change(files: dict[str, bytes]) -> None:
        for name in ("edition.zh-hans.json", "edition.en.json"):
            told = json.loads(files[name])
            definition = next(one for one in told["definitions"] if one["key"] == "seats-added")
            definition["signature"] = definition["signature"].replace("'in_use'", "'accepted'")
            files[name] = canonical(told)

    found = failures(verify(tampered(audit, change, recompute=recompute)))
    assert any(one.startswith("seats-added (") and "is not the one of its digest" in one for one in found)
    assert ("The manifest's signature does not hold." in found) is recompute


def test_one_changed_cell_of_a_row_is_found(audit: bytes) -> None:
    change = in_file("rows.jsonl", "2020-", "2019-")
    found = failures(verify(tampered(audit, change, recompute=True)))
    assert "The rows do not lead to the signed root: a row was changed, dropped or added." in found


def test_a_definition_changed_with_its_digest_is_found_by_the_value(open_bundle: bytes) -> None:
    def change(files: dict[str, bytes]) -> None:
        told = json.loads(files["edition.zh-hans.json"])
        definition = next(one for one in told["definitions"] if one["key"] == "seats-added")
        definition["version"] = 9
        parsed = bundles._definition(definition)
        definition["digest"] = parsed.computed_digest
        files["edition.zh-hans.json"] = canonical(told)

    found = failures(verify(tampered(open_bundle, change, recompute=True)))
    assert any("counted by another definition" in one for one in found)


def test_whoever_signs_a_changed_bundle_anew_is_found_by_the_key(
    edition: Edition, settings: Any, tmp_path: Path
) -> None:
    content, trusted = packed(edition, "public"), keys.public_key().hex()
    settings.DATA_DIR = tmp_path / "attacker"
    settings.DATA_DIR.mkdir()

    def change(files: dict[str, bytes]) -> None:
        files["signature.json"] = canonical(
            vars(keys.signed_like(Root.objects.all()[0].signed)(files["manifest.json"]))
        )

    found = failures(verify(tampered(content, change), [trusted]))
    assert any("another key than the root" in one for one in found) and any(
        "Not signed by the key" in one for one in found
    )


def test_missing_and_added_files_are_found(open_bundle: bytes) -> None:
    def change(files: dict[str, bytes]) -> None:
        del files["README.txt"]
        files["extra.txt"] = b""

    found = failures(verify(tampered(open_bundle, change)))
    assert found == ["The file README.txt is missing.", "The file extra.txt does not belong to the bundle."]


@pytest.mark.parametrize(
    "change",
    [
        lambda files: files.pop("root.json"),
        lambda files: files.update({"root.json": b"{}"}),
        lambda files: files.update({"edition.en.json": b"[]"}),
        lambda files: files.update({"manifest.json": b"{"}),
        lambda files: files.update({"manifest.json": b'{"format":"dajuan-bundle","version":2}'}),
        lambda files: files.update({"rows.jsonl": b'{"place":0.5,"text":""}'}),
        lambda files: files.pop("signature.json"),
    ],
)
def test_what_is_no_bundle_is_refused_in_a_sentence(
    open_bundle: bytes, change: Change, tmp_path: Path, capsys: Any
) -> None:
    files = dict(unpack(open_bundle).files)
    change(files)
    with pytest.raises(NotABundle):
        verify(zipped(files))
    file = tmp_path / "broken.zip"
    file.write_bytes(zipped(files)[:-30])
    assert verifying.main([str(file), "--language", "en"]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_the_verifier_runs_where_only_python_and_the_package_are(edition: Edition, tmp_path: Path) -> None:
    """Without site packages: neither Django nor cryptography can be imported."""
    file = tmp_path / "edition.zip"
    file.write_bytes(packed(edition, "audit"))
    script = "import sys; sys.path.insert(0, sys.argv[1]); from dajuan.values.verifying import main; "
    command = [sys.executable, "-I", "-S", "-c", script + "raise SystemExit(main(sys.argv[2:]))"]
    asked = [str(configured.ROOT), str(file), "--language", "zh", "--key", keys.public_key().hex()]
    environment = {"PATH": os.environ["PATH"], "PYTHONUTF8": "1"}
    done = subprocess.run(
        [*command, *asked], check=False, capture_output=True, text=True, cwd=tmp_path, env=environment
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "通过。" in done.stdout and "由指定的密钥签名" in done.stdout


def test_the_product_has_the_word_too(open_bundle: bytes, tmp_path: Path, capsys: Any) -> None:
    from dajuan.__main__ import main

    file = tmp_path / "edition.zip"
    file.write_bytes(open_bundle)
    with pytest.raises(SystemExit) as ended:
        main(["verify", str(file), "--json"])
    assert ended.value.code == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["verdict"] for line in lines} == {"holds", "open"}


def test_a_text_that_is_not_the_frozen_one_is_found_whoever_signs_it(edition: Edition) -> None:
    """Even the zone's own key cannot make another text the one whose hash stands in the ledger."""
    bundle = unpack(packed(edition, "audit")).bundle()
    other = replace(bundle.editions[0], title="", text=bundle.editions[0].text + "!")
    sign = keys.signed_like(bundle.root)
    found = failures(verify(bundles.pack(replace(bundle, editions=(other, *bundle.editions[1:])), sign)))
    assert found == ["en: text, values or definitions are not those that were frozen."]
    rewritten = {name: text.replace("2020", "2021") for name, text in bundle.frozen.items()}
    found = failures(verify(bundles.pack(replace(bundle, frozen=rewritten), sign)))
    assert "en: this is not the text whose freezing the ledger records." in found


@given(st.data())
@settings_of(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changed_byte_of_any_file_is_found(audit: bytes, data: st.DataObject) -> None:
    files = dict(unpack(audit).files)
    name = data.draw(st.sampled_from(sorted(files)))
    at = data.draw(st.integers(0, len(files[name]) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda one: one != files[name][at]))
    changed = files[name][:at] + bytes([byte]) + files[name][at + 1 :]
    if name == "signature.json" and changed.lower() == files[name].lower():
        return  # the same hexadecimal number
    with suppress(NotABundle):  # no longer to be read at all
        assert failures(verify(zipped({**files, name: changed})))


def test_an_edition_that_is_not_frozen_has_no_bundle(cast: Cast) -> None:
    small_year(cast)
    with pytest.raises(Refused, match="not been frozen"):
        packed(circulated(cast, begun(cast)), "public")


def test_sm3_and_sm2_bundles_are_verified(cast: Cast, settings: Any) -> None:
    settings.SEAL_HASH, settings.SEAL_SIGNATURE = "sm3", "sm2"
    small_year(cast)
    content = packed(through(cast, begun(cast)), "audit")
    settings.SEAL_SIGNATURE = "ed25519"
    assert failures(verify(content)) == []
    assert unpack(content).manifest["algorithm"] == "sm3"


def bundle_of(edition: Edition) -> Bundle:
    return unpack(packed(edition, "audit")).bundle()


def test_a_row_from_after_the_cut_and_a_later_cut_are_found(edition: Edition) -> None:
    bundle = bundle_of(edition)
    early = replace(bundle, editions=tuple(replace(one, moment=1) for one in bundle.editions))
    sign = keys.signed_like(bundle.root)
    assert any("recorded after the cut" in one for one in failures(verify(bundles.pack(early, sign))))
    late = replace(bundle, editions=tuple(replace(one, moment=10**6) for one in bundle.editions))
    assert any("older than the cut" in one for one in failures(verify(bundles.pack(late, sign))))


def test_a_ledger_that_cannot_be_sealed_is_said_and_no_page_breaks(
    edition: Edition, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise SealBroken("Entry 7 was altered.")

    monkeypatch.setattr("dajuan.sheet.editions.sealed.seal", broken)
    monkeypatch.setattr("dajuan.sheet.editions.sealed._first", lambda cut: None)
    client = Client()
    answer = client.get(reverse("open-editions:bundle", args=[edition.pk]))
    assert answer.status_code == 503 and "Entry 7 was altered." in answer.content.decode()
