"""What people see of the seal: its state, the proof of an entry, and the roots everybody may keep."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from dajuan.core.seal.checking import check
from dajuan.core.seal.models import Root
from dajuan.core.seal.sealing import seal
from dajuan.core.seal.tests.conftest import ledger, set_up, without_triggers
from dajuan.values import merkle
from dajuan.values.digests import digest_of
from dajuan.values.roots import SignedRoot
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SHA = digest_of("sha256")


def told(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.status_code
    content: dict[str, Any] = json.loads(answer.content)
    return content


def signed(content: dict[str, Any]) -> SignedRoot:
    return SignedRoot(**{name: content[name] for name in SignedRoot.__dataclass_fields__})


def test_everybody_sees_the_roots_and_nothing_of_the_entries(cast: Cast, client: Client) -> None:
    assert "尚未存证" in client.get("/open/seal/", headers={"accept-language": "zh-CN"}).content.decode()
    assert client.get("/open/seal/latest.json").status_code == 404
    ledger(cast)
    seal()
    root = Root.objects.get()
    page = client.get("/open/seal/").content.decode()
    assert root.root in page and root.signed.fingerprint in page and root.key in page and "another park" not in page
    assert signed(told(client.get("/open/seal/11.json"))).holds
    assert client.get("/open/seal/10.json").status_code == 404


def test_whoever_kept_a_root_sees_that_the_ledger_only_grew(cast: Cast, client: Client) -> None:
    set_up(cast, 2)
    seal()
    kept = signed(told(client.get("/open/seal/latest.json")))
    for _number in range(3):
        set_up(cast, 2)
        seal()
    now = told(client.get(f"/open/seal/latest.json?since={kept.leaves}"))
    proof = [bytes.fromhex(one) for one in now["consistency"]]
    old, new = bytes.fromhex(kept.root), bytes.fromhex(now["root"])
    assert now["since"] == kept.leaves and merkle.is_consistent(kept.leaves, now["leaves"], proof, old, new, SHA)
    for nonsense in ("0", "99", "x", "-1", "٣", "9" * 40):
        assert told(client.get(f"/open/seal/latest.json?since={nonsense}"))["since"] == 12


def test_who_reads_every_line_sees_the_state(cast: Cast, client: Client) -> None:
    client.force_login(cast.he)
    assert "Nothing has been sealed yet." in client.get("/seal/", headers={"accept-language": "en"}).content.decode()
    ledger(cast)
    waiting = client.get("/seal/", headers={"accept-language": "en"}).content.decode()
    assert "5 acts" in waiting
    seal()
    check()
    page = client.get("/seal/", headers={"accept-language": "en"}).content.decode()
    assert "11 leaves, up to ledger no. 5" in page and "nothing waits" in page and "the ledger agrees" in page
    with without_triggers() as cursor:
        cursor.execute("UPDATE practice_settingup SET seats = 40 WHERE number = 2")
    check()
    page = client.get("/seal/", headers={"accept-language": "en"}).content.decode()
    assert "Entry no. 2" in page and "compare it with a backup" in page
    client.force_login(cast.li)
    assert client.get("/seal/").status_code == 403


def test_an_entrys_page_leads_to_its_proof(cast: Cast, client: Client) -> None:
    entries = ledger(cast)
    client.force_login(cast.zhou)
    address = f"/seal/entries/{entries[2].number}/"
    assert address in client.get(f"/records/{entries[2].number}/").content.decode()
    assert "too new" in client.get(address, headers={"accept-language": "en"}).content.decode()
    assert client.get(f"{address}?file=1").status_code == 200
    seal()
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "This record stands as it was recorded." in page and "Its withdrawal stands as it was recorded." in page
    entry, withdrawal = told(client.get(f"{address}?file=1"))["proofs"]
    for proof in (entry, withdrawal):
        root, leaf = signed(proof["root"]), merkle.leaf_hash(proof["text"].encode(), SHA)
        path = [bytes.fromhex(one) for one in proof["path"]]
        assert merkle.is_included(leaf, proof["place"], root.leaves, path, bytes.fromhex(root.root), SHA)


def test_an_altered_entrys_page_says_so(cast: Cast, client: Client) -> None:
    set_up(cast, 2)
    seal()
    with without_triggers() as cursor:
        cursor.execute("UPDATE practice_settingup SET seats = 40 WHERE number = 2")
    client.force_login(cast.zhou)
    assert "has been altered" in client.get("/seal/entries/2/", headers={"accept-language": "en"}).content.decode()
    assert "stands as" in client.get("/seal/entries/1/", headers={"accept-language": "en"}).content.decode()


def test_the_proof_of_what_one_may_not_see_is_not_there(cast: Cast, client: Client) -> None:
    set_up(cast)
    seal()
    client.force_login(cast.zhao)
    assert client.get("/seal/entries/1/").status_code == 404
    assert client.get("/seal/entries/99/").status_code == 404


def test_a_number_of_leaves_nobody_ever_had_gets_no_proof(cast: Cast, client: Client) -> None:
    set_up(cast)
    seal()
    for since in ("0", "000000000000000001999", "9" * 5000, "二", "-1"):
        assert "since" in (answer := told(client.get("/open/seal/latest.json", {"since": since})))
        assert answer["since"] == 0
