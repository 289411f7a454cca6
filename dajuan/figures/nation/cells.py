"""Cells a zone publishes where its rows may not leave it: the integers behind its figures, signed with its seal's key.

A cell names its measure by the digest of its declaration, so that a province with another declaration finds no cell
rather than a wrong one. What is signed is the exact text of everything but the signature.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dajuan.core.records.models import Refused
from dajuan.core.seal import keys
from dajuan.figures import freshness
from dajuan.figures.book import Book
from dajuan.figures.engines import Leaf
from dajuan.values.signatures import is_signed

FORM = 1


@dataclass(frozen=True)
class Cells:
    """What a zone published: integers by cell name, as known at a moment and its instant."""

    zone: str
    moment: int
    recorded_at: str
    values: dict[str, int | None]

    def of(self, leaves: Sequence[Leaf]) -> dict[Leaf, int | None]:
        """The integers of these leaves. Refuses where one was not published."""
        missing = [leaf for leaf in leaves if named(leaf) not in self.values]
        if missing:
            raise Refused(
                _("%(zone)s published no cell of %(figure)s for %(days)s; its declaration may be another one.")
                % {"zone": self.zone, "figure": missing[0][0].title, "days": missing[0][1].start}
            )
        return {leaf: self.values[named(leaf)] for leaf in leaves}


def named(leaf: Leaf) -> str:
    """A cell's name: its measure's declaration and its days."""
    measure, days = leaf
    text = f"{measure.signature} {days.start} {days.end}"
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def published(leaves: Sequence[Leaf], book: Book) -> str:
    """The signed text of a zone's cells in a book, as JSON."""
    values = freshness.measured(list(leaves), book)
    content = {
        "form": FORM,
        "zone": book.zone.code,
        "moment": book.moment,
        "recorded_at": book.recorded_at.isoformat() if book.recorded_at else "",
        "cells": {named(leaf): values[leaf] for leaf in leaves},
        "key": keys.public_key().hex(),
        "signed_by": settings.SEAL_SIGNATURE,
    }
    return json.dumps({**content, "signature": keys.sign(_text(content)).hex()}, indent=1)


def _text(content: dict[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()


def taken(text: str, trusted: Collection[str] = ()) -> Cells:
    """What a zone published, once its signature is checked. `trusted`: the keys known to be zones', all where none.

    Refuses what is no such file, what was altered, and what another key signed.
    """
    try:
        content = json.loads(text)
        signature = bytes.fromhex(content.pop("signature"))
        key, signed_by = bytes.fromhex(content["key"]), content["signed_by"]
        cells = Cells(content["zone"], int(content["moment"]), content["recorded_at"], content["cells"])
        if content["form"] != FORM or not all(_is_whole(value) for value in cells.values.values()):
            raise ValueError("another form")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(_("This is no file of a zone's cells.")) from error
    if not _fits(_text(content), signature, key, signed_by):
        raise Refused(_("The cells of %(zone)s were altered: their signature does not fit.") % {"zone": cells.zone})
    if trusted and content["key"] not in trusted:
        raise Refused(_("The cells of %(zone)s were signed by a key that is not known here.") % {"zone": cells.zone})
    return cells


def _is_whole(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def _fits(text: bytes, signature: bytes, key: bytes, signed_by: str) -> bool:
    try:
        return is_signed(text, signature, key, signed_by)
    except ValueError:
        return False
