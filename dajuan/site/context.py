"""What every page knows of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Whether this is the demo, and the base map's address, for the templates."""
    return {"demo": settings.DEMO, "base_map": settings.BASE_MAP}
