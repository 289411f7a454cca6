"""Template tags of the roster."""

from django import template

from dajuan.core.staff.models import Office, Post
from dajuan.core.staff.roster import demo_accounts as accounts

register = template.Library()


@register.simple_tag
def demo_accounts() -> list[tuple[Office, list[Post]]]:
    """Offices and their accounts that sign in with one click, in the demo."""
    return accounts()
