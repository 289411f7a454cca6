"""A room and its shelves: one a kind of subject, with its forms and what its list shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dajuan.core.places.shaped import Shaped
from dajuan.core.records.forms import RecordForm
from dajuan.core.rooms.subjects import RoomSubject
from dajuan.core.staff.models import Visitor
from dajuan.values.lights import Light

Lights = Callable[[Any], Light | None]  # of one subject its light, None where it has none


@dataclass(frozen=True)
class Column:
    """One column of a list: its heading and what stands in it."""

    heading: Any
    value: Callable[[Any], Any]


@dataclass(frozen=True)
class Shelf:
    """One kind of subject: its model, the form of a new one, the forms of its entries, the columns of its list.

    `lights` answers for a person and a day how to tell a subject's light, so that rules are read once a page. `part` is
    the template of what is special about one of its subjects.
    """

    subject: type[RoomSubject]
    new: type[Any]
    entries: tuple[type[RecordForm], ...]
    columns: tuple[Column, ...]
    icon: str
    lights: Callable[[Visitor, date], Lights] | None = None
    part: str = ""

    @property
    def word(self) -> str:
        """Its word in addresses."""
        return self.subject.page

    @property
    def title(self) -> Any:
        return self.subject._meta.verbose_name_plural

    @property
    def stages(self) -> list[tuple[str, Any]]:
        """Value and name of each stage, in order; empty where its subjects have none."""
        stages = getattr(self.subject, "Stage", None)
        return list(stages.choices) if stages else []

    @property
    def placed(self) -> bool:
        """Whether its subjects have a place on the map."""
        return issubclass(self.subject, Shaped)

    @property
    def entry_types(self) -> list[str]:
        """The labels of its entries, as drafts name them."""
        return [form.records._meta.label_lower for form in self.entries]

    def form(self, verb: str) -> type[RecordForm] | None:
        """The form of a verb, None if this kind has no such verb."""
        return next((form for form in self.entries if form.verb == verb), None)

    def steps(self, subject: RoomSubject) -> list[tuple[str, str]]:
        """Verb and heading of what may be recorded next."""
        return [(verb, form.heading()) for verb in subject.verbs if (form := self.form(verb))]

    def light_of(self, user: Visitor, day: date) -> Lights:
        """How to tell the light of one of its subjects on a day."""
        return self.lights(user, day) if self.lights else lambda subject: None


PAGES = ("index", "list", "board", "map", "shapes", "export", "new", "show", "brief", "change", "merging", "recording")


class Room:
    """A line of work as its pages need it: its label, its name, its shelves, and buttons of its own (`ways`)."""

    def __init__(self, line: str, title: Any, shelves: Sequence[Shelf], ways: str = "") -> None:
        self.line, self.title, self.ways = line, title, ways
        self.shelves = {shelf.word: shelf for shelf in shelves}
        self.names = {page: f"{line}:{page}" for page in PAGES}  # of its addresses, for templates

    def templates(self, page: str) -> list[str]:
        """Where a page's template is looked for: the room's own first."""
        return [f"{self.line}/{page}.html", f"rooms/{page}.html"]
