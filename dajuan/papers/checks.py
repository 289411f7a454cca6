"""What papers need of the machine, said at start-up rather than on an empty page."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Warning, register  # noqa: A004  Django's own name

from dajuan.papers import faces


@register("papers")
def chinese_font(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Without a Chinese font typst prints empty places and no error."""
    try:
        faces.at_hand()
    except faces.NoFont as missing:
        return [Warning(str(missing), id="papers.W001")]
    return []
