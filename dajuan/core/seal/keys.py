"""The key that signs the roots. It lies beside the database, never in it, as the vault's master key does."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from dajuan.values.bundles import Signed
from dajuan.values.once import made_once
from dajuan.values.roots import SignedRoot

ED25519_FILE, SM2_FILE = "seal-ed25519.key", "seal-sm2.key"
SM2_ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123


def signed(root: SignedRoot) -> SignedRoot:
    """The root with this installation's signature; key and kind of signature are part of what is signed."""
    whole = replace(root, key=public_key().hex(), signed_by=settings.SEAL_SIGNATURE)
    return replace(whole, signature=sign(whole.text).hex())


def signed_like(root: SignedRoot) -> Callable[[bytes], Signed]:
    """Signs a text with the key that signed a root, whatever kind of signature is set by now."""
    return lambda text: Signed(public_key(root.signed_by).hex(), root.signed_by, sign(text, root.signed_by).hex())


def public_key(kind: str = "") -> bytes:
    """32 bytes for Ed25519; x and y, 32 bytes each, for SM2. The kind is the one set, unless one is named."""
    if (kind or settings.SEAL_SIGNATURE) == "sm2":
        return bytes.fromhex(_sm2_public(_sm2_private()))
    return _ed25519().public_key().public_bytes_raw()


def sign(text: bytes, kind: str = "") -> bytes:
    """The signature of this installation over a text: 64 bytes of either kind."""
    if (kind or settings.SEAL_SIGNATURE) == "sm2":
        return _sm2_signed(text)
    return _ed25519().sign(text)


def _ed25519() -> Ed25519PrivateKey:
    made = made_once(settings.DATA_DIR / ED25519_FILE, lambda: Ed25519PrivateKey.generate().private_bytes_raw())
    return Ed25519PrivateKey.from_private_bytes(made)


def _sm2_private() -> str:
    made = made_once(settings.DATA_DIR / SM2_FILE, lambda: (secrets.randbelow(SM2_ORDER - 2) + 1).to_bytes(32, "big"))
    return made.hex()


def _sm2_public(private: str) -> str:
    from gmssl import sm2

    return str(sm2.CryptSM2(private_key=private, public_key="")._kg(int(private, 16), sm2.default_ecc_table["g"]))


def _sm2_signed(text: bytes) -> bytes:
    """gmssl takes its random number from `random` unless it is given one."""
    from gmssl import sm2

    private = _sm2_private()
    signer = sm2.CryptSM2(private_key=private, public_key=_sm2_public(private))
    nonce = secrets.randbelow(SM2_ORDER - 2) + 1
    return bytes.fromhex(signer.sign_with_sm3(text, f"{nonce:064x}"))


def own_keys() -> set[str]:
    """The public keys this installation has signed with, in hexadecimal: one a key file."""
    found = set()
    if (settings.DATA_DIR / ED25519_FILE).exists():
        found.add(_ed25519().public_key().public_bytes_raw().hex())
    if (settings.DATA_DIR / SM2_FILE).exists():
        found.add(_sm2_public(_sm2_private()))
    return found
