"""Which free fonts the printed papers are set in.

The form's own fonts are proprietary and stay out of a PDF. The open ones are taken in order of likeness: Fandol's where
somebody has put them, else Noto Serif, which set-up fetches.
"""

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import typst
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FETCHED = Path(__file__).parent / "fonts"
"""Filled at set-up, never committed."""

_SERIF = ("Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "FandolSong")
_SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Zen Hei")
_FANG = ("FandolFang R", "FandolFang")
_KAI = ("FandolKai", "LXGW WenKai")
_HEI = ("FandolHei",)
LATIN = ("Liberation Serif", "Libertinus Serif")
"""Free ones only: what is printed in a PDF is embedded in it, and Times is not ours to give away."""

NO_FONT: Promise = _(
    "There is no Chinese font for PDF documents. Run the set-up again, or put an open font such as Noto Serif SC into"
    " %(folder)s."
)


class NoFont(RuntimeError):
    """No page with Chinese on it can be printed. The sentence is for the user."""

    def __str__(self) -> str:
        return str(NO_FONT) % {"folder": own_fonts()}


@dataclass(frozen=True)
class Faces:
    """Families for each hand of the form, best first. A weight of its own tells a heading where its hand is missing."""

    fang: tuple[str, ...]
    hei: tuple[str, ...]
    kai: tuple[str, ...]
    song: tuple[str, ...]
    title: tuple[str, ...]
    hei_weight: str
    kai_weight: str
    title_weight: str

    def as_data(self) -> dict[str, object]:
        return {name.replace("_", "-"): value for name, value in asdict(self).items()}


def own_fonts() -> Path:
    """Where an office puts fonts it has, in the data directory."""
    return Path(settings.DATA_DIR) / "fonts"


@cache
def installed() -> typst.Fonts:
    """All fonts at hand, read once a process: the office's own, those fetched at set-up, the machine's."""
    folders = [str(folder) for folder in (own_fonts(), FETCHED) if folder.is_dir()]
    return typst.Fonts(include_system_fonts=True, font_paths=folders)


def at_hand(families: frozenset[str] | None = None) -> Faces:
    """The hands as far as these families (those installed) allow; refuses where none has Chinese."""
    known = frozenset(installed().families()) if families is None else families

    def present(*names: str) -> tuple[str, ...]:
        return tuple(name for name in names if name in known)

    serif = present(*_SERIF, *_FANG, *_SANS, *_KAI, *_HEI)[:1]
    if not serif:
        raise NoFont
    latin = present(*LATIN)[:1]
    fang, kai, hei = present(*_FANG)[:1], present(*_KAI)[:1], present(*_HEI, *_SANS)[:1]
    # Behind each hand the others: a rare sign one of them lacks may stand in the next.
    behind = latin + serif + present(*_SERIF, *_SANS)

    def hand(*own: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(latin + own + behind))

    return Faces(
        fang=hand(*fang),
        hei=hand(*hei),
        kai=hand(*kai),
        song=hand(),
        title=hand(),
        hei_weight="regular" if hei else "semibold",
        kai_weight="regular",
        title_weight="semibold",
    )
