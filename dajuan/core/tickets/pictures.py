"""Photographs and papers sent with a ticket: looked at first, and kept before the act that attaches them.

Reading, encrypting and writing a file takes its time; the ledger's lock does not wait for it. Where the act is then
refused, the files go again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from dajuan.core.records.evidence import _file, media_type, store
from dajuan.core.records.models import Evidence, Refused, SecretKey
from dajuan.core.records.vault import make_key
from dajuan.core.staff.models import User, Zone

PHOTOS = ("image/jpeg", "image/png", "image/webp")
PUBLIC_MB = 8  # of one photograph from outside; a telephone's has 3 to 6
HEAD = 4096


def refuse_other_than_photographs(uploads: Sequence[UploadedFile[Any]]) -> None:
    """Refuse what is no photograph by its content, before anything of it is kept."""
    if not all(_is_photograph(upload) for upload in uploads):
        raise Refused(_("Only photographs (JPEG, PNG, WebP) are taken here."), field="photos")


def _is_photograph(upload: UploadedFile[Any]) -> bool:
    head = upload.read(HEAD)
    upload.seek(0)
    try:
        return media_type(head) in PHOTOS
    except Refused:
        return False


@contextmanager
def key_of_a_new_ticket() -> Iterator[SecretKey]:
    """A key for what is sent with a ticket not raised yet; gone again where it is refused."""
    key = make_key()
    try:
        yield key
    except BaseException:
        key.delete()
        raise


def hold(
    uploads: Sequence[UploadedFile[Any]], *, by: User, zone: Zone, until: date
) -> tuple[SecretKey, list[Evidence]]:
    """Photographs kept for a question in between; the sweep erases them after a day where nothing comes of it."""
    key = make_key(expires_on=until)
    return key, [store(upload, by=by, zone=zone, personal=True, key=key) for upload in uploads]


def take_up(key_id: str) -> tuple[SecretKey, list[Evidence]] | None:
    """What was held under a key, for good now; None where it was erased or used meanwhile."""
    taken = SecretKey.objects.filter(pk=key_id, destroyed_at=None, expires_on__isnull=False).update(expires_on=None)
    if not taken:
        return None
    key = SecretKey.objects.get(pk=key_id)
    return key, list(Evidence.objects.filter(key=key).order_by("pk"))


@contextmanager
def kept(
    uploads: Sequence[UploadedFile[Any]], *, by: User, zone: Zone, key: SecretKey | None
) -> Iterator[list[Evidence]]:
    """Files kept for an act that follows, encrypted where there is a key; taken away where the act is refused."""
    stored: list[Evidence] = []
    try:
        for upload in uploads:
            personal = key is not None
            stored.append(store(upload, by=by, zone=zone, personal=personal, key=key))  # a later one may be refused
        yield stored
    except BaseException:
        for evidence in stored:
            _take_away(evidence)
        raise


def _take_away(evidence: Evidence) -> None:
    """Its row, and its file unless another row speaks of the same."""
    file = _file(evidence.hash, evidence.key_id or "")
    evidence.delete()
    if not Evidence.objects.filter(hash=evidence.hash, key=evidence.key_id).exists():
        file.unlink(missing_ok=True)
