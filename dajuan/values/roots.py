"""A signed root: what is signed, and whether the signature holds. Plain data, so that a verifier needs no server."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from dajuan.values.signatures import fingerprint, is_signed


@dataclass(frozen=True)
class SignedRoot:
    """The root over the first `leaves` leaves, up to and with a moment. Hashes, key and signature in hexadecimal."""

    leaves: int
    moment: int
    root: str
    algorithm: str
    signed_at: str
    key: str
    signed_by: str
    signature: str = ""

    @property
    def text(self) -> bytes:
        """What is signed: everything but the signature, as canonical JSON."""
        content = asdict(self)
        del content["signature"]
        return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()

    @property
    def holds(self) -> bool:
        """Whether the signature is the key's over this very root; whose the key is, is not said by it."""
        try:
            return is_signed(self.text, bytes.fromhex(self.signature), bytes.fromhex(self.key), self.signed_by)
        except ValueError:
            return False

    @property
    def fingerprint(self) -> str:
        """The key as people compare it."""
        return fingerprint(bytes.fromhex(self.key))

    @staticmethod
    def instant(at: datetime) -> str:
        """How an instant stands in what is signed."""
        return at.astimezone(UTC).isoformat(timespec="microseconds")

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
