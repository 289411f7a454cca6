"""What a room declares so that its ledger comes in from Excel, CSV or TSV: a register and its columns.

    class WorkRegister(Register):
        name = "city.works"                       # the right to import it is city.record
        title = _("Works")
        columns = [
            Column("code", _("Number"), kind="code", key=True, required=True, aliases=("工程编号", "编号")),
            Column("kind", _("Kind"), kind="choice", choices=dict(Work.Kind.choices), required=True),
            Column("length_cm", _("Length"), kind="decimal", unit="米", scale=100),
            Column("happened_on", _("Opened on"), kind="date", required=True),
        ]

        def row(self, act: Staging, values: Values) -> Entry:
            work = Work.objects.filter(code=values["code"]).first() or act.make(Work(...))
            return work.open(act, happened_on=values["happened_on"])

The registers of all rooms are found by name in `REGISTERS`; importing the module that declares one is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from django.http import Http404

from dajuan.core.records.models import Entry, Refused
from dajuan.core.spreadsheets.changes import Staging
from dajuan.core.staff.models import User, Zone

Kind = Literal["text", "code", "integer", "decimal", "date", "instant", "choice", "name", "geometry"]
Values = dict[str, Any]
REGISTERS: dict[str, Register] = {}


@dataclass(frozen=True)
class Column:
    """One column of a register: what a cell of it may hold and what it becomes.

    text: str. code: str, never a number in scientific notation or one that lost digits. integer: int. decimal: an
    integer, the value in `unit` times `scale`, rounded half up. date: date. instant: datetime in the zone's time.
    choice: the key of `choices`. name: what `candidates` gives for the name. geometry: a checked
    `Shape` (places/geometry.py). An empty cell is None, "" for text, code and choice.
    """

    name: str
    title: Any  # heading of the template, translated
    kind: Kind = "text"
    required: bool = False
    key: bool = False  # rows with the same key columns are the same row of the ledger
    unit: str = ""  # the unit of the template, such as 元, 米, 平方米, 亩; headings may name another of the same kind
    scale: int = 1
    choices: Mapping[str, Any] | None = None  # stored value: word
    candidates: Callable[[Zone], Mapping[str, Any]] | None = None  # name in a cell: what it stands for
    aliases: tuple[str, ...] = ()  # other headings under which offices keep this column
    longest: int = 0  # characters; 0 for no limit
    check: Callable[[Any], Any] | None = None  # a sentence about what is wrong with a value, or nothing
    personal: bool = False  # never quoted in a message
    trade: bool = False  # words of the trade, nobody's: quoted in a personal register too, under a heading of its own
    sample: Any = ""  # what the template shows as an example
    note: Any = ""  # a comment at the heading of the template


class Register:
    """A ledger that comes in as a spreadsheet. Rooms subclass it; the class itself is the declaration."""

    name: ClassVar[str]  # "<line>.<register>"
    title: ClassVar[Any]
    columns: ClassVar[Sequence[Column]]
    note: ClassVar[Any] = ""  # a sentence for the page and the template
    system: ClassVar[str] = ""  # the system of record the files come from (office.md 2)
    foreign_number: ClassVar[str] = ""  # the column that holds the number there
    records: ClassVar[tuple[type[Entry], ...]] = ()  # what a row becomes: counted as awaiting review beside figures
    trusted: ClassVar[bool] = False  # True: it was reviewed where it comes from, or is a machine's (office.md 1)
    personal: ClassVar[bool] = False  # the file is kept encrypted, and no message quotes a cell

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "name" in cls.__dict__:
            REGISTERS[cls.name] = cls()

    def prepare(self, act: Staging) -> None:
        """Called once before each reading of a file: the place to look up what every row needs."""

    def check(self, values: Values) -> Iterable[tuple[str, Any]]:
        """What is wrong with a row whose cells are sound in themselves: (column, sentence) each."""
        return ()

    def notes(self, values: Values) -> Iterable[Any]:
        """What somebody should know of a sound row, in sentences; it is taken all the same."""
        return ()

    def row(self, act: Staging, values: Values) -> Entry | Iterable[Entry] | None:
        """Record one row. Raises Refused, with `field` the column it belongs to.

        Entries may be entered by a subject's method or just returned; a new subject is made by `act.make`, a known
        one changed by `act.change`, which holds only when the whole import does.
        """
        raise NotImplementedError

    def rows(self, act: Staging, batch: Sequence[Values]) -> Iterator[Entry | Iterable[Entry] | None]:
        """Record many rows, in order, yielding each one's entries. Overridden where one query serves all of them."""
        for values in batch:
            yield self.row(act, values)

    @property
    def line(self) -> str:
        """The line of work that keeps this register."""
        return self.name.split(".")[0]

    @property
    def keys(self) -> list[Column]:
        """The columns by which a row is known again; empty where every row is new."""
        return [column for column in self.columns if column.key]

    def column(self, name: str) -> Column:
        """A column by its name."""
        return next(column for column in self.columns if column.name == name)

    def may_record(self, user: User) -> bool:
        """Whether this person may import into it."""
        return user.has_perm(f"{self.line}.record")

    def may_pass(self, user: User) -> bool:
        """Whether this person may pass an import that waits for review."""
        return user.has_perm(f"{self.line}.review")


def register_named(name: str) -> Register:
    """A register by name; 404 where there is none."""
    if name not in REGISTERS:
        raise Http404(name)
    return REGISTERS[name]


def registers_for(user: User) -> list[Register]:
    """The registers this person may import into, by line and title."""
    mine = [register for register in REGISTERS.values() if register.may_record(user)]
    return sorted(mine, key=lambda register: (register.line, str(register.title)))


__all__ = ["REGISTERS", "Column", "Kind", "Refused", "Register", "Staging", "Values", "register_named", "registers_for"]
