"""Seven connections and one levelling (七通一平): a checklist whose items a year's rule set names. Domain.md 2.3.

The lists differ: most have drainage as the seventh, some split rain and sewage, there are sets of three, five and nine.
A rule set "connections" with `items` (words of KNOWN, or {key, zh, en}) replaces the default from its first day. A
project keeps the list that was in force when its clearance task was issued, so that a new list moves nobody's goal.
With the last item the node is recorded, on the day of the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dajuan.core.calendar.models import RuleSet
from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import one_standing, today
from dajuan.core.rooms.subjects import refuse_before, refuse_twice
from dajuan.lines.projects.models.nodes import NodeKind
from dajuan.lines.projects.models.subjects import PartOfProject, ProjectEntry

KIND = "connections"
DEFAULT = (
    ("water", _("water supply")),
    ("drainage", _("drainage")),
    ("power", pgettext_lazy("connection", "power")),
    ("road", pgettext_lazy("connection", "road")),
    ("telecom", _("telecommunication")),
    ("gas", pgettext_lazy("connection", "gas")),
    ("heat", _("heating")),
    ("levelling", _("levelling of the ground")),
)
KNOWN = (
    *DEFAULT,
    ("rain", _("rain-water drainage")),
    ("sewage", _("sewage")),
    ("post", pgettext_lazy("connection", "post")),
    ("network", pgettext_lazy("connection", "broadband network")),
    ("steam", pgettext_lazy("connection", "steam")),
)
"""What sets of three to nine connections choose from; an edition may name an item of its own as well."""


@dataclass(frozen=True)
class Item:
    """One thing to be connected: its word in entries and its name in the reader's language."""

    key: str
    name: Any


@dataclass(frozen=True)
class Checklist:
    """What must be connected, in order, and by which edition of the rules."""

    edition: str
    items: tuple[Item, ...]

    def item(self, key: str) -> Item | None:
        return next((item for item in self.items if item.key == key), None)


def checklist_on(day: date) -> Checklist:
    """The list in force on a day; the default where no rule set names one."""
    rules = RuleSet.objects.on(KIND, day)
    if rules is None:
        return Checklist("", tuple(Item(key, name) for key, name in DEFAULT))
    return Checklist(rules.edition, tuple(_item(one) for one in rules.content["items"]))


def _item(said: Any) -> Item:
    """An item of an edition: the word of a known one, or one of its own with its names."""
    if isinstance(said, str):
        return Item(said, dict(KNOWN).get(said, said))
    return Item(said["key"], said.get("en") or said["zh"] if get_language() == "en" else said["zh"])


class Connection(ProjectEntry):
    """One item of the checklist is connected, or the ground is level, by its document."""

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="connections", verbose_name=_("project")
    )
    item = models.SlugField(_("item of the checklist"), max_length=24)
    edition = models.CharField(_("edition of the checklist"), max_length=60, blank=True)
    document = models.CharField(_("document"), max_length=120, blank=True)

    facts = ("item", "document")

    class Meta(ProjectEntry.Meta):
        verbose_name = pgettext_lazy("project", "connection")
        verbose_name_plural = pgettext_lazy("project", "connections")
        constraints = [one_standing("project", "item")]

    def get_item_display(self) -> str:
        """Its name; an item that only its edition knows keeps its word."""
        return str(dict(KNOWN).get(self.item, self.item))


class Connecting(PartOfProject):
    """What a project does with its checklist; mixed into Project."""

    nodes: Any
    connections: Any
    enter_node: Any
    plots_left: Any

    def checklist(self) -> Checklist:
        """The list in force when its clearance task was issued; today's where none was."""
        node = self.nodes.standing().filter(kind=NodeKind.CLEARING).first()
        return checklist_on(node.happened_on if node else today())

    def connected(self) -> list[tuple[Item, Connection | None]]:
        """Each item of its list with the entry that says it is done, in order."""
        done = {one.item: one for one in self.connections.standing()}
        return [(item, done.get(item.key)) for item in self.checklist().items]

    def has_connections(self) -> bool:
        """Whether its clearance task was issued, from when there is something to connect."""
        return bool(self.nodes.standing().filter(kind=NodeKind.CLEARING).exists())

    def open_items(self) -> list[Item]:
        """What is not connected yet."""
        return [item for item, done in self.connected() if done is None]

    def connect(self, act: Act, *, happened_on: date, item: str, document: str = "") -> Connection:
        """An item is done. Refuses one that is not on the project's list, and a day before the clearance task."""
        act.lock(self)  # type: ignore[arg-type]  # a project
        refuse_before(
            act,
            self.nodes.filter(kind=NodeKind.CLEARING),
            happened_on,
            _("Nothing is connected before the clearance task was issued."),
        )
        rules = self.checklist()
        if rules.item(item) is None:
            raise Refused(_("This item is not on the checklist of this project."), field="item")
        refuse_twice(act, self.connections.filter(item=item), _("This item has already been recorded as done."))
        facts = {"item": item, "edition": rules.edition, "document": document}
        entry: Connection = act.enter(self.entry(Connection, happened_on=happened_on, **facts))
        self._last_item(act, rules, item, happened_on)
        return entry

    def _last_item(self, act: Act, rules: Checklist, item: str, day: date) -> None:
        """Record the project's node when nothing is left, on the day of the last."""
        days = dict(act.standing(self.connections).values_list("item", "happened_on")) | {item: day}
        node = act.standing(self.nodes.filter(kind=NodeKind.CONNECTED))
        if all(one.key in days for one in rules.items) and not node.exists():
            self.enter_node(act, kind=NodeKind.CONNECTED, happened_on=max(days.values()))

    def left_on_the_ledger(self, kind: str) -> int:
        """How many plots or items a node still waits for; none where the project has no ledger: it is then recorded
        by hand."""
        if kind == NodeKind.CLEARED:
            left: int = self.plots_left()
            return left
        if kind == NodeKind.CONNECTED and self.connections.standing().exists():
            return len(self.open_items())
        return 0

    def refuse_before_the_ledger(self, act: Act, kind: str) -> None:
        """Refuse the node of the land by hand while a plot or an item is left."""
        left = self.left_on_the_ledger(kind)
        if left:
            words = _("The ledger says that %(n)s are left: the node is recorded with the last of them.")
            raise Refused(words % {"n": left}, field="kind")
