"""Erases private rows and files whose time has come."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from dajuan.core.people.erasure import due_on, erase_key
from dajuan.core.people.private import private_rows
from dajuan.core.records.act import act
from dajuan.core.records.models import SecretKey, today
from dajuan.core.staff.models import Office, User

RULE = "retention period over"


class Command(BaseCommand):
    """`erase --due [--on DAY] [--by ACCOUNT]`: one act a key, so that one refusal stops no other."""

    help = "Erase the private data whose retention period is over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--due", action="store_true", required=True, help="erase what is due")
        parser.add_argument("--on", type=date.fromisoformat, help="as if today were this day, such as 2022-12-31")
        parser.add_argument("--by", help="account in whose name it is recorded; the system's own if empty")

    def handle(self, *args: Any, **options: Any) -> None:
        office = Office.objects.order_by("path").first()
        if office is None:
            raise CommandError(_("There is no office yet for which this could be recorded."))
        by, erased = account(options["by"]), 0
        for key in due_on(options["on"] or today()):
            with act(by=by, office=office_of(key, office), origin="command") as a:
                erase_key(a, key, rule=RULE)
            erased += 1
        self.stdout.write(_("Erased: %(count)s") % {"count": erased})


def account(name: str | None) -> User:
    """The account named, or the system's own, which nobody can sign in to."""
    if name:
        found = User.objects.filter(username=name).first()
        if found is None:
            raise CommandError(_("There is no account %(name)s.") % {"name": name})
        return found
    made, _created = User.objects.get_or_create(username="system-sweep", defaults={"is_active": False})
    made.set_unusable_password()
    made.save()
    return made


def office_of(key: SecretKey, otherwise: Office) -> Office:
    """The office that answers for what a key protects, so that the entry stands in its zone."""
    rows = (model._default_manager.filter(key=key).first() for model in private_rows())
    return next((row.owner.office for row in rows if row is not None), otherwise)
