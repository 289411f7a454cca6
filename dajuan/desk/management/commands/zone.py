"""`./run zone`: the first zone of an installation and its first system administrator."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from dajuan.core.staff.models import Office, Post, Zone
from dajuan.core.staff.roster import NotAllowed, give_post, open_account


class Command(BaseCommand):
    """`python -m dajuan zone CODE NAME --administrator ACCOUNT NAME`: prints the temporary password once.

    Offices and the lines they keep are then entered on the pages, accounts from a roster.
    """

    help = "Enter a zone with its committee and its first system administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="one word, such as weichuan")
        parser.add_argument("name", help="the zone's name in Chinese")
        parser.add_argument("--name-en", default="", help="the zone's name in English")
        parser.add_argument("--committee", default="管理委员会", help="the office at the top")
        parser.add_argument("--administrator", nargs=2, metavar=("ACCOUNT", "NAME"), required=True)

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if Zone.objects.filter(code=options["code"]).exists():
            raise CommandError(f"There is a zone {options['code']} already.")
        today = timezone.localdate()
        zone = Zone.objects.create(
            code=options["code"], name=options["name"], name_en=options["name_en"], in_use_since=today
        )
        committee = Office.objects.create(zone=zone, name=options["committee"], from_on=today)
        username, name = options["administrator"]
        try:
            user, password = open_account(zone, username=username, name=name, by=None)
            give_post(user, committee, Post.Role.SYSTEM, from_on=today, by=None)
        except NotAllowed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{user.username},{user.name},{password}")
