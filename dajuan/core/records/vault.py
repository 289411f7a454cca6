"""Keys that protect private rows and files, and their end.

Each person or matter has a key of its own, wrapped by the installation's master key. To die on time means that the
key is destroyed; an `Erasure` entry says so, and values and proofs stand (design.md section 3).
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
from collections.abc import Mapping
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils import timezone
from django.utils.translation import gettext as _

from dajuan.core.records.act import Act
from dajuan.core.records.models import Erasure, Reading, Refused, SecretKey, master_key_file
from dajuan.core.staff.models import User
from dajuan.values.once import made_once

NONCE = 12


def make_key(*, expires_on: date | None = None) -> SecretKey:
    """A new key under a random opaque name."""
    name = secrets.token_hex(16)
    return SecretKey.objects.create(
        id=name, wrapped=_seal(_master(), AESGCM.generate_key(256), name), expires_on=expires_on
    )


def encrypt(key: SecretKey, text: bytes, place: str) -> bytes:
    """Encrypt for one place (model.field), which a cut and pasted ciphertext would not fit."""
    return _seal(_open_key(key), text, place)


def decrypt(key: SecretKey, sealed: bytes, place: str) -> bytes:
    """Decrypt; refuses where the key was destroyed or the row was tampered with."""
    try:
        return _unseal(_open_key(key), sealed, place)
    except InvalidTag as error:
        raise Refused(_("This private row does not belong here or was altered.")) from error


def destroy(act: Act, key: SecretKey, *, rule: str) -> Erasure:
    """Destroy a key and record it. What it protected is unreadable for ever; counts do not change."""
    act.lock(key)
    if key.wrapped is None:
        raise Refused(_("This key has already been destroyed."))
    SecretKey.objects.filter(pk=key.pk).update(wrapped=None, destroyed_at=timezone.now())
    key.refresh_from_db()
    return act.enter(Erasure(key=key.pk, rule=rule, happened_on=act.today()))


def end_today(key: str | None) -> None:
    """Let a key, by its name, be destroyed with the next that are due, and with it all that lies under it."""
    SecretKey.objects.filter(pk=key).update(expires_on=timezone.localdate())


def encrypt_texts(key: SecretKey, texts: Mapping[str, str], place: str) -> bytes:
    """Several texts by name as one ciphertext."""
    return encrypt(key, json.dumps(dict(texts), ensure_ascii=False).encode(), place)


def decrypt_texts(key: SecretKey, sealed: bytes, place: str) -> dict[str, str]:
    """The texts by name. Refuses where the key was destroyed."""
    texts: dict[str, str] = json.loads(decrypt(key, sealed, place))
    return texts


def search_word(text: str, place: str) -> str:
    """A keyed hash for exact search of an encrypted field; plain hashes of telephones can be enumerated."""
    return hmac.new(_master(), f"{place}:{text}".encode(), "sha256").hexdigest()


def keyed_hash(key: SecretKey, content: bytes, place: str) -> str:
    """A hash that only who holds the key can take: once it is destroyed, nobody can tell whether a guess is right."""
    word = hmac.new(_open_key(key), f"{place}:".encode(), "sha256")
    word.update(content)
    return word.hexdigest()


def private_mac(key: SecretKey, texts: Mapping[str, str]) -> str:
    """What an entry carries of its private part: a keyed hash that proves the texts and dies with their key."""
    told = json.dumps(dict(texts), ensure_ascii=False, sort_keys=True)
    return keyed_hash(key, told.encode(), "entry.private_mac")


def log_reading(key: SecretKey, *, by: User, purpose: str) -> None:
    """Write down that somebody read what a key protects."""
    Reading.objects.create(key=key.pk, read_by=by, purpose=purpose)


def _master() -> bytes:
    return made_once(master_key_file(), lambda: AESGCM.generate_key(256))


def _open_key(key: SecretKey) -> bytes:
    if key.wrapped is None:
        raise Refused(_("This was erased: its key has been destroyed."))
    return _unseal(_master(), bytes(key.wrapped), key.pk)


def _seal(key: bytes, text: bytes, place: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, text, place.encode())


def _unseal(key: bytes, sealed: bytes, place: str) -> bytes:
    return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
