"""What a published edition says for ever, as plain data: what its bundle is written from, and read back into.

A bundle proves an edition without the server and its database (docs/bundle.md). Nothing here knows Django.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import Any, Literal

from dajuan.values.digests import digest_of
from dajuan.values.roots import SignedRoot
from dajuan.values.signatures import is_signed

Said = Literal["value", "before", "growth", "difference", "plan", "completion", "words"]


@dataclass(frozen=True)
class Definition:
    """How a figure counts, as its digest fixes it: `signature` is the declaration as text (figures' vocabulary).

    The whole counted is divided by `scale`. `parts`: the definitions a ratio, stock or change is made of, in order.
    """

    key: str
    name: str
    unit: str
    signature: str
    digest: str
    scale: int = 1
    decimals: int = 0
    span: str = "period"
    since: str = ""
    version: int = 1
    counts: str = ""
    parts: tuple[Definition, ...] = ()

    @property
    def computed_digest(self) -> str:
        """The digest its declaration has: what the identity of a definition hangs on (`Figure.digest`)."""
        text = f"{self.signature} /{self.scale} {self.span} {self.since or None} v{self.version}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class FrozenValue:
    """What one figure said of one period as of the edition's cut, exactly; None where it was unknown.

    `before` is last year's as known at the same moment, `plan` the version in force. `rows`: how many entries the
    value opens to.
    """

    key: str
    period: str
    value: Fraction | None
    digest: str
    before: Fraction | None = None
    plan: Fraction | None = None
    rows: int = 0


@dataclass(frozen=True)
class Use:
    """Where the text says something of a figure: code points `start` to `end`, which read `words`.

    `said`: which of its numbers. `divisor`: how many printed base units make the unit the words stand in, 10,000 for
    万元 of a figure in yuan. "words" is an assertion without digits; its value is not compared.
    """

    key: str
    period: str
    start: int
    end: int
    words: str
    said: Said = "value"
    divisor: int = 1


@dataclass(frozen=True)
class RuleSetUsed:
    """A dated rule set the edition went by: its name, its edition, and its content as canonical JSON."""

    name: str
    edition: str
    content: str


@dataclass(frozen=True)
class PlanUsed:
    """A plan version a completion was set against; `entry` is its number in the ledger."""

    key: str
    year: int
    version: str
    value: Fraction
    entry: int


@dataclass(frozen=True)
class FrozenEdition:
    """A signed, frozen state of the year's report: what a bundle needs, no person among it.

    `text`: title and paragraphs as plain text, one a line. `moment`: the cut, a ledger number; instants are ISO 8601.
    `open_claims`: what was signed over, with the reason. `withheld`: how many figures a public bundle leaves out.
    """

    number: str
    title: str
    zone: str
    period: str
    language: str
    text: str
    moment: int
    frozen_at: str
    published_at: str = ""
    restates: str = ""
    values: tuple[FrozenValue, ...] = ()
    definitions: tuple[Definition, ...] = ()
    uses: tuple[Use, ...] = ()
    rule_sets: tuple[RuleSetUsed, ...] = ()
    plans: tuple[PlanUsed, ...] = ()
    open_claims: tuple[str, ...] = ()
    withheld: int = 0


FORMAT, VERSION = "dajuan-bundle", 1
MANIFEST, SIGNATURE, ROOT, ROWS, PROOF = "manifest.json", "signature.json", "root.json", "rows.jsonl", "proof.json"
LARGEST = 1 << 30  # bytes of all files together, unpacked
SAME_DAY = (1980, 1, 1, 0, 0, 0)  # so that the same content is the same file
Kind = Literal["public", "audit"]


class NotABundle(Exception):
    """The file is no bundle this program can read; the message says why."""


@dataclass(frozen=True)
class LedgerRow:
    """One entry as it was sealed: its place in the tree, and the very text that was hashed."""

    place: int
    text: str

    @property
    def columns(self) -> dict[str, Any]:
        """The countable columns; `entry` is the type."""
        found: dict[str, Any] = json.loads(self.text)
        return found


@dataclass(frozen=True)
class Bundle:
    """A published edition with what proves it: one text a language, the signed root, and for auditors the rows.

    `proof`: the hashes by which all rows together lead to the root (`merkle.joint_root`). `frozen`: by language the
    content whose hash the entry of the freezing holds, which is among the rows.
    """

    kind: Kind
    editions: tuple[FrozenEdition, ...]
    root: SignedRoot
    rows: tuple[LedgerRow, ...] = ()
    proof: tuple[str, ...] = ()
    frozen: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Signed:
    """Who signed a manifest, and how; key and signature in hexadecimal."""

    key: str
    signed_by: str
    signature: str

    def holds(self, text: bytes) -> bool:
        """Whether it is the key's over this text; whose the key is, is not said by it."""
        try:
            return is_signed(text, bytes.fromhex(self.signature), bytes.fromhex(self.key), self.signed_by)
        except ValueError:
            return False


@dataclass(frozen=True)
class Packed:
    """The files of a bundle as they lie in it, by name."""

    files: Mapping[str, bytes]

    @property
    def manifest(self) -> dict[str, Any]:
        """Kind, digest algorithm and the digest of every file."""
        told: dict[str, Any] = read_json(self.files[MANIFEST])
        return told

    @property
    def signed(self) -> Signed:
        """Who signed the manifest."""
        return Signed(**read_json(self.files[SIGNATURE]))

    def bundle(self) -> Bundle:
        """What the files say. Refuses with NotABundle what cannot be read."""
        try:
            languages = sorted(name.split(".")[1] for name in self.files if name.startswith("edition."))
            editions = tuple(_edition(self.files, language) for language in languages)
            rows = tuple(LedgerRow(**read_json(line)) for line in self.files.get(ROWS, b"").splitlines())
            proof = tuple(read_json(self.files[PROOF])) if PROOF in self.files else ()
            frozen = {n.split(".")[1]: text.decode() for n, text in self.files.items() if n.startswith("frozen.")}
            root = SignedRoot(**read_json(self.files[ROOT]))
            return Bundle(self.manifest["kind"], editions, root, rows, proof, frozen)
        except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as problem:
            raise NotABundle(f"{type(problem).__name__}: {problem}") from problem


def pack(bundle: Bundle, sign: Callable[[bytes], Signed], readme: str = "") -> bytes:
    """The bundle as a zip file: canonical JSON files, a manifest of their digests, and the manifest's signature."""
    files = {ROOT: canonical(bundle.root.as_json())}
    for edition in bundle.editions:
        content = asdict(edition)
        files[f"text.{edition.language}.txt"] = content.pop("text").encode()
        files[f"edition.{edition.language}.json"] = canonical(content)
    if bundle.kind == "audit":
        files[ROWS] = b"".join(canonical(asdict(row)) + b"\n" for row in bundle.rows)
        files[PROOF] = canonical(list(bundle.proof))
        files |= {f"frozen.{language}.json": text.encode() for language, text in bundle.frozen.items()}
    if readme:
        files["README.txt"] = readme.encode()
    digest = digest_of(bundle.root.algorithm)
    told = {"format": FORMAT, "version": VERSION, "kind": bundle.kind, "algorithm": bundle.root.algorithm}
    manifest = canonical({**told, "files": {name: digest(content).hex() for name, content in files.items()}})
    signature = canonical(asdict(sign(manifest)))
    return zipped({MANIFEST: manifest, SIGNATURE: signature, **files})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files in one zip; the same files make the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, SAME_DAY), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def unpack(content: bytes) -> Packed:
    """The files of a bundle. Refuses with NotABundle what is no bundle of a version this program knows."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > LARGEST:
                raise NotABundle("too large")
            if len({member.filename for member in members}) < len(members):
                raise NotABundle("two files of one name")
            packed = Packed({member.filename: archive.read(member) for member in members})
        told = packed.manifest
        if (told["format"], told["version"]) != (FORMAT, VERSION):
            raise NotABundle(f"{told['format']} {told['version']}")
        digest_of(told["algorithm"])
        dict(told["files"])
        bytes.fromhex(packed.signed.key)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, NotImplementedError) as problem:
        raise NotABundle(f"no zip file: {problem}") from problem
    except (KeyError, TypeError, ValueError) as problem:
        raise NotABundle(f"{type(problem).__name__}: {problem}") from problem
    return packed


def canonical(content: Any) -> bytes:
    """JSON with sorted keys and no spaces; fractions as "3/4"."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_exact)
    return text.encode()


def read_json(content: bytes) -> Any:
    """What a JSON file says; a float has no place in a bundle."""
    return json.loads(content, parse_float=_refuse_float)


def _refuse_float(text: str) -> Any:
    raise ValueError(f"a number with a point: {text}")


def _exact(value: Any) -> str:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    raise TypeError(f"{value!r} is not kept in a bundle.")


def _edition(files: Mapping[str, bytes], language: str) -> FrozenEdition:
    told = read_json(files[f"edition.{language}.json"])
    if told["language"] != language:
        raise ValueError(f"edition.{language}.json speaks {told['language']}")
    several = {
        "values": tuple(FrozenValue(**{**one, **_fractions(one, "value", "before", "plan")}) for one in told["values"]),
        "definitions": tuple(_definition(one) for one in told["definitions"]),
        "uses": tuple(Use(**one) for one in told["uses"]),
        "rule_sets": tuple(RuleSetUsed(**one) for one in told["rule_sets"]),
        "plans": tuple(PlanUsed(**{**one, **_fractions(one, "value")}) for one in told["plans"]),
        "open_claims": tuple(told["open_claims"]),
    }
    return FrozenEdition(**{**told, **several, "text": files[f"text.{language}.txt"].decode()})


def _fractions(told: Mapping[str, Any], *names: str) -> dict[str, Fraction | None]:
    return {name: None if told[name] is None else Fraction(told[name]) for name in names}


def _definition(told: Mapping[str, Any]) -> Definition:
    return Definition(**{**told, "parts": tuple(_definition(part) for part in told["parts"])})
