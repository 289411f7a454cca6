"""The shelves of the room: one a kind of subject, with its forms and what its list shows."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dajuan.core.rooms.shelves import Room
from dajuan.lines.services.shelves_of_cases import CASES
from dajuan.lines.services.shelves_of_catalogue import CATALOGUE
from dajuan.lines.services.shelves_of_policies import POLICIES

ROOM = Room("services", _("Government services"), (*CATALOGUE, CASES, *POLICIES), ways="services/_ways.html")
