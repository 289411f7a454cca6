"""Digests and signatures in plain Python, against the standards' examples and against the libraries that sign."""

from __future__ import annotations

import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from dajuan.values import digests, signatures
from dajuan.values.digests import digest_of

# GB/T 32905-2016, annex A
SM3 = {
    b"abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    b"abcd" * 16: "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
}
# RFC 8032, 7.1: public key, message, signature
RFC8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]


def test_sm3_is_the_standards() -> None:
    for text, digest in SM3.items():
        assert digests.sm3(text).hex() == digest
        assert digest_of("sm3")(text).hex() == digest


@given(st.binary(max_size=300))
@settings(max_examples=30)
def test_our_sm3_is_openssls(text: bytes) -> None:
    assert digests.sm3(text) == digest_of("sm3")(text)


def test_an_unknown_digest_or_signature_is_refused() -> None:
    with pytest.raises(ValueError, match="md5"):
        digest_of("md5")
    with pytest.raises(ValueError, match="rsa"):
        signatures.is_signed(b"", b"", b"", "rsa")


@pytest.mark.parametrize(("key", "text", "signature"), RFC8032)
def test_ed25519_is_checked_as_rfc_8032_says(key: str, text: str, signature: str) -> None:
    signed = bytes.fromhex(text)
    assert signatures.is_signed(signed, bytes.fromhex(signature), bytes.fromhex(key), "ed25519")
    assert not signatures.is_signed(signed + b"x", bytes.fromhex(signature), bytes.fromhex(key), "ed25519")


def test_ed25519_takes_what_the_library_signed_and_nothing_else() -> None:
    for length in (1, 32, 1000):
        private, text = Ed25519PrivateKey.generate(), secrets.token_bytes(length)
        key, signature = private.public_key().public_bytes_raw(), private.sign(text)
        assert signatures.is_signed(text, signature, key, "ed25519")
        for broken in (bytes(64), signature[:-1], signature[:32] + b"\xff" * 32, b"\xff" * 32 + signature[32:]):
            assert not signatures.is_signed(text, broken, key, "ed25519")
        assert not signatures.is_signed(text, signature, b"\xff" * 32, "ed25519")


def test_sm2_takes_what_gmssl_signed_and_nothing_else() -> None:
    from gmssl import sm2

    private = secrets.token_hex(32)
    public = sm2.CryptSM2(private_key=private, public_key="")._kg(int(private, 16), sm2.default_ecc_table["g"])
    signature = sm2.CryptSM2(private_key=private, public_key=public).sign_with_sm3(b"text", secrets.token_hex(32))
    key, code = bytes.fromhex(public), bytes.fromhex(signature)
    assert signatures.is_signed(b"text", code, key, "sm2")
    assert not signatures.is_signed(b"other", code, key, "sm2")
    for broken in (bytes(64), code[:-1], code[:32] + bytes(32), b"\xff" * 64):
        assert not signatures.is_signed(b"text", broken, key, "sm2")
    assert not signatures.is_signed(b"text", code, bytes(64), "sm2")
    assert signatures.fingerprint(key) == signatures.fingerprint(key)
    assert len(signatures.fingerprint(key).replace(" ", "")) == 32
