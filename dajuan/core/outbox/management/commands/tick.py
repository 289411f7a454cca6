"""Remind of what is due and send what waits, once or again and again."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from dajuan.core.outbox import ticking
from dajuan.core.outbox.models import Message
from dajuan.core.outbox.reminding import sweep


class Command(BaseCommand):
    help = "Look through everybody's due lists, remind, send what waits, and tell who subscribed to changes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=int, default=0, metavar="SECONDS", help="go on, looking every so often")

    def handle(self, *args: Any, every: int, **options: Any) -> None:
        made = sweep(timezone.now())
        for step in ticking.STEPS:
            ticking.take(step, timezone.now())
        waiting = Message.objects.filter(state=Message.State.WAITING).count()
        self.stdout.write(f"{made} reminders made; {waiting} messages wait")
        while every > 0:
            time.sleep(every)
            ticking.look()
