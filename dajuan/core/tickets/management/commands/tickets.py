"""Compares what tickets cache with what their entries say."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from dajuan.core.tickets.models import Ticket


class Command(BaseCommand):
    """`tickets --check [--repair]`: ends with an error where they differ and are not repaired."""

    help = "Compare the state of every ticket with its entries."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", required=True, help="compare")
        parser.add_argument("--repair", action="store_true", help="set the cached state anew where it differs")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for ticket in Ticket.objects.select_related("zone").order_by("pk").iterator(chunk_size=500):
            derived = ticket.derived()
            differing = {name: value for name, value in derived.items() if getattr(ticket, name) != value}
            if differing:
                wrong += 1
                self.stdout.write(f"{ticket}: {differing}")
                if options["repair"]:
                    ticket.settle()
        if wrong and not options["repair"]:
            raise CommandError(_("Tickets that differ from their entries: %(count)s") % {"count": wrong})
        self.stdout.write(_("Looked at all tickets; %(count)s differed.") % {"count": wrong})
