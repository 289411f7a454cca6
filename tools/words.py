"""Keeps the Chinese of the interface: one catalogue an app, English as the source.

    python tools/words.py [APP…]          add what the code says and the catalogue lacks, to be translated by hand
    python tools/words.py --tidy [APP…]   also remove what nobody says any more
    python tools/words.py --check         fail on anything missing, empty, left over or with other placeholders
    python tools/words.py --compile       write the .mo files that Django reads

APP is a folder, `dajuan/core/tickets`. Needs no database and no settings.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
# Packages that are no app, and the app whose catalogue holds their words.
LODGERS = {"dajuan/values": "dajuan/look"}
# Name of the call, and what its first arguments are.
CALLS = {
    "_": ("msgid",),
    "gettext": ("msgid",),
    "gettext_lazy": ("msgid",),
    "gettext_noop": ("msgid",),
    "ngettext": ("msgid", "plural"),
    "ngettext_lazy": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "pgettext_lazy": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
    "npgettext_lazy": ("context", "msgid", "plural"),
}
LITERAL = r"""[ru]?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEMPLATE_CALL = re.compile(rf"\b({'|'.join(CALLS)})\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)", re.DOTALL)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
SOURCES = ("*.py", "*.html", "*.txt")
LEFT_OUT = {"migrations", "tests", "static", "locale", "__pycache__"}


@dataclass
class Said:
    """One text as the code says it; `files` are where."""

    msgid: str
    plural: str = ""
    context: str | None = None
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.msgid


def apps() -> list[Path]:
    """Every folder that is an app, deepest last."""
    return sorted(file.parent for file in (ROOT / "dajuan").rglob("apps.py"))


def said_by(app: Path) -> dict[tuple[str | None, str], Said]:
    """All texts of an app and of the packages that lodge with it, by context and text."""
    texts: dict[tuple[str | None, str], Said] = {}
    folders = [app, *[ROOT / lodger for lodger, host in LODGERS.items() if ROOT / host == app]]
    for folder in folders:
        for file in _files(folder):
            for text in _read(file):
                known = texts.setdefault(text.key, text)
                known.plural = known.plural or text.plural
                known.files.add(file.relative_to(ROOT).as_posix())
    return texts


def _files(folder: Path) -> Iterator[Path]:
    """The sources of one app, without those of the apps inside it."""
    inner = [other for other in apps() if other != folder and folder in other.parents]
    for pattern in SOURCES:
        for file in sorted(folder.rglob(pattern)):
            if LEFT_OUT.isdisjoint(file.relative_to(folder).parts) and not any(app in file.parents for app in inner):
                yield file


def _read(file: Path) -> Iterable[Said]:
    source = file.read_text(encoding="utf-8")
    return _in_python(source) if file.suffix == ".py" else _in_template(source, file)


def _in_python(source: str) -> Iterator[Said]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            parts = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            if name in CALLS and len(parts) >= len(CALLS[name]):
                yield Said(**dict(zip(CALLS[name], parts, strict=False)))


def _in_template(source: str, file: Path) -> Iterator[Said]:
    from django.utils.translation.template import templatize

    for name, arguments in TEMPLATE_CALL.findall(templatize(source, origin=str(file))):
        parts = [ast.literal_eval(literal) for literal in re.findall(LITERAL, arguments, re.DOTALL)]
        if len(parts) >= len(CALLS[name]):
            yield Said(**dict(zip(CALLS[name], parts, strict=False)))


def catalogue(app: Path) -> polib.POFile:
    """The app's catalogue as it stands, or an empty one."""
    file = app / CATALOGUE
    if file.exists():
        return polib.pofile(str(file), wrapwidth=110)
    empty = polib.POFile(wrapwidth=110)
    empty.metadata = {
        "Language": "zh_Hans",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return empty


def update(app: Path, *, tidy: bool) -> None:
    """Add to the catalogue what is said and missing; say how much waits for its Chinese."""
    texts, kept = said_by(app), catalogue(app)
    before = str(kept)
    known = {(entry.msgctxt, entry.msgid): entry for entry in kept if not entry.obsolete}
    for key, text in sorted(texts.items(), key=lambda item: (sorted(item[1].files), item[0][1])):
        entry = known.get(key) or _added(kept, text)
        entry.occurrences = [(file, "") for file in sorted(text.files)]
    if tidy:
        for entry in [entry for entry in kept if entry.obsolete or (entry.msgctxt, entry.msgid) not in texts]:
            kept.remove(entry)
    if str(kept) != before:
        file = app / CATALOGUE
        file.parent.mkdir(parents=True, exist_ok=True)
        kept.save(str(file))
    waiting = sum(not _translated(entry) for entry in kept)
    if waiting:
        print(f"{app.relative_to(ROOT)}: {waiting} of {len(kept)} wait for their Chinese")


def _added(kept: polib.POFile, text: Said) -> polib.POEntry:
    entry = polib.POEntry(msgid=text.msgid, msgctxt=text.context)
    if text.plural:
        entry.msgid_plural = text.plural
        entry.msgstr_plural = {0: ""}
    kept.append(entry)
    return entry


def _translated(entry: polib.POEntry) -> bool:
    return bool(entry.translated()) and "fuzzy" not in entry.flags


def faults(app: Path) -> list[str]:
    """What is wrong with the app's Chinese, a line each; empty if nothing."""
    texts, kept = said_by(app), catalogue(app)
    known = {(entry.msgctxt, entry.msgid): entry for entry in kept if not entry.obsolete}
    found = [
        f"missing: {text.msgid!r} ({', '.join(sorted(text.files))})" for key, text in texts.items() if key not in known
    ]
    for key, entry in known.items():
        if key not in texts:
            found.append(f"said by nobody: {entry.msgid!r}")
        elif not _translated(entry):
            found.append(f"without Chinese: {entry.msgid!r}")
        elif other := _other_placeholders(entry):
            found.append(f"placeholders differ: {entry.msgid!r}: {other}")
    return [f"{app.relative_to(ROOT)}: {fault}" for fault in found]


def _other_placeholders(entry: polib.POEntry) -> str:
    """The placeholders of one side only. A plural's Chinese may leave the count out of neither."""
    wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural or ""))
    chinese = entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr
    return ", ".join(sorted(wanted ^ set(PLACEHOLDER.findall(chinese))))


def compile_all() -> None:
    """Write each catalogue's .mo beside it."""
    for app in apps():
        file = app / CATALOGUE
        if file.exists():
            polib.pofile(str(file)).save_as_mofile(str(file.with_suffix(".mo")))


def main() -> int:
    """Run one of the four."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--tidy", action="store_true")
    parser.add_argument("app", nargs="*", type=Path)
    asked = parser.parse_args()
    chosen = [folder.resolve() for folder in asked.app] or apps()
    if asked.compile:
        compile_all()
        return 0
    if asked.check:
        found = [fault for app in chosen for fault in faults(app)]
        print("\n".join(found), file=sys.stderr, end="\n" if found else "")
        return bool(found)
    for app in chosen:
        update(app, tidy=asked.tidy)
    return 0


if __name__ == "__main__":
    sys.exit(main())
