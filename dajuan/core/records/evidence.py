"""Evidence files, stored by the hash of their content; with personal data, encrypted under a key of their own."""

from __future__ import annotations

import codecs
import hashlib
import mimetypes
import re
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from dajuan.core.records.models import Evidence, Refused, SecretKey
from dajuan.core.records.vault import decrypt, encrypt, keyed_hash, make_key
from dajuan.core.staff.models import User, Zone

# What a file must begin with to be what it says it is.
KINDS = {
    "application/pdf": (b"%PDF-",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/webp": (b"RIFF",),
    "image/gif": (b"GIF8",),
    "application/zip": (b"PK\x03\x04",),  # docx, xlsx, ofd
    "application/gzip": (b"\x1f\x8b",),  # a packed table of readings or shapes
    "application/msword": (b"\xd0\xcf\x11\xe0",),  # doc, xls
}
ENDINGS = re.compile(
    r"\.(?:csv|tsv|tab|txt|pdf|jpe?g|png|webp|gif|zip|docx?|xls[xm]?|ods|ofd)(?=(?:\.gz)?$)|\.gz$", re.ASCII
)
PLACE = "evidence.file"


def store(
    upload: UploadedFile[Any], *, by: User, zone: Zone, personal: bool = False, key: SecretKey | None = None
) -> Evidence:
    """Keep a file; the same content is stored once. Refuses what is empty, too large or no known kind.

    Personal files are encrypted under the key given (a person's or a matter's), else under one of their own. Of their
    name nothing is kept but a known ending, and their hash is taken under the key: neither outlives an erasure.
    """
    limit = settings.UPLOAD_MB * 1024 * 1024
    if upload.size is None or upload.size > limit:
        raise Refused(_("This file is larger than %(limit)s MB.") % {"limit": settings.UPLOAD_MB}, field="evidence")
    content = upload.read()
    if not content:
        raise Refused(_("This file is empty."), field="evidence")
    return store_bytes(content, name=upload.name or "", by=by, zone=zone, personal=personal, key=key)


def store_bytes(
    content: bytes, *, name: str, by: User, zone: Zone, personal: bool = False, key: SecretKey | None = None
) -> Evidence:
    """Keep a file whose content is at hand."""
    kind = media_type(content)
    key = key or (make_key() if personal else None)
    digest = _hash(content, key)
    # Encrypted files are named by their key as well: two people's same file must not share a fate.
    file = _file(digest, key.pk if key else "")
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
            part.write(encrypt(key, content, PLACE) if key else content)
        Path(part.name).replace(file)
    shown = neutral_name(name, kind) if key else clean_name(name)
    return Evidence.objects.create(
        hash=digest, name=shown, media_type=kind, size=len(content), key=key, zone=zone, stored_by=by
    )


def content_of(evidence: Evidence) -> bytes:
    """The file's content; refuses where it was erased, is missing or no longer matches its hash."""
    file = _file(evidence.hash, evidence.key_id or "")
    if not file.exists():
        raise Refused(_("The stored file is missing."))
    content = file.read_bytes()
    if evidence.key:
        content = decrypt(evidence.key, content, PLACE)
    if _hash(content, evidence.key) != evidence.hash:
        raise Refused(_("The stored file no longer matches its hash."))
    return content


def remove_files(key: SecretKey) -> None:
    """Take the files encrypted under a destroyed key off the disk; their rows and hashes stand."""
    for evidence in Evidence.objects.filter(key=key):
        _file(evidence.hash, key.pk).unlink(missing_ok=True)


def discard(evidence: Evidence) -> None:
    """Throw away a file no entry names and nothing else holds, such as one that was sent anew before its hand-in."""
    digest, key = evidence.hash, evidence.key_id or ""
    evidence.delete()
    if not Evidence.objects.filter(hash=digest, key=evidence.key_id).exists():
        _file(digest, key).unlink(missing_ok=True)


def media_type(content: bytes) -> str:
    """The kind of a file by its content, never by its name."""
    for kind, starts in KINDS.items():
        if content.startswith(starts):
            return kind
    text = _text(content[:4096])
    if text is None or re.search(r"[\x00-\x08\x0e-\x1a]|<\s*(script|html|svg)", text, re.IGNORECASE):
        raise Refused(_("This kind of file is not accepted as evidence."), field="evidence")
    return "text/plain"


def _text(sample: bytes) -> str | None:
    """A sample as text: UTF-8, UTF-16 with its mark, or GB18030, as Chinese Excel writes CSV. None if it is none."""
    utf16 = sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if utf16 else ("utf-8", "gb18030"):
        try:
            return codecs.getincrementaldecoder(encoding)().decode(sample)  # a cut at the end is no error
        except UnicodeDecodeError:
            continue
    return None


def clean_name(name: str) -> str:
    """A file's own name without any path, at most 200 characters."""
    plain = PurePosixPath(name.replace("\\", "/")).name
    plain = re.sub(r"[\x00-\x1f\x7f]", "", plain).strip(". ")
    return plain[-200:] or "file"


def neutral_name(name: str, kind: str) -> str:
    """What a personal file is called: by its kind alone, never as its uploader named it.

    An ending that is known stays, for it says how the file is read (a table by tabs, a packed one).
    """
    ending = "".join(ENDINGS.findall(clean_name(name).lower())) or mimetypes.guess_extension(kind) or ""
    return _("file") + ending


def _hash(content: bytes, key: SecretKey | None) -> str:
    return keyed_hash(key, content, PLACE) if key else hashlib.sha256(content).hexdigest()


def _file(digest: str, key: str) -> Path:
    return Path(settings.EVIDENCE_DIR) / digest[:2] / (f"{digest}.{key}" if key else digest)
