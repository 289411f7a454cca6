"""Answers as GeoReport v2 writes them: XML or JSON, errors likewise."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpResponse, JsonResponse
from django.utils import timezone

NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
ONE_OF = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_requests_updates": "request_update",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}


class Fault(Exception):
    """A question that cannot be answered; status and sentence as GeoReport v2 names them."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.description = description


def answer(name: str, content: Any, ending: str, *, status: int = 200) -> HttpResponse:
    """A list or an object under its name. In JSON a list stands alone; in XML the name is the root."""
    response: HttpResponse
    if ending == "json":
        response = JsonResponse(content, safe=False, status=status, json_dumps_params={"ensure_ascii": False})
    else:
        text = f'<?xml version="1.0" encoding="utf-8"?>\n{_element(name, content)}'
        response = HttpResponse(text, content_type="text/xml; charset=utf-8", status=status)
    response["Access-Control-Allow-Origin"] = "*"  # what is public may be shown by any page
    return response


def refusal(fault: Fault, ending: str) -> HttpResponse:
    """Why a question cannot be answered."""
    said = [{"code": fault.status, "description": fault.description}]
    return answer("errors", said, ending, status=fault.status)


def instant(at: datetime | None) -> str | None:
    """An instant in the zone's time with its offset, to the second (W3C)."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


def _element(name: str, content: Any) -> str:
    if isinstance(content, dict):
        inner = "".join(_element(key, value) for key, value in content.items())
    elif isinstance(content, list):
        inner = "".join(_element(ONE_OF[name], one) for one in content)
    elif isinstance(content, bool):
        inner = "true" if content else "false"
    else:
        inner = "" if content is None else escape(NO_XML.sub("", str(content)))
    return f"<{name}>{inner}</{name}>"
