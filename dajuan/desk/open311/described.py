"""GeoReport v2 as this site speaks it, in OpenAPI 3.1: the JSON half, which says what the XML half says."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
MAYBE: Schema = {"type": ["string", "null"]}
DEGREES: Schema = {"type": ["number", "null"]}
INSTANT: Schema = {"type": ["string", "null"], "format": "date-time"}
STATUS: Schema = {"enum": ["open", "closed"]}
STATUSES = {
    "400": "what was asked is not understood",
    "403": "no key, or none that is good",
    "404": "not found",
    "429": "too often",
}


def description() -> Schema:
    """The whole description."""
    number, zone = _in_path("number"), _query("jurisdiction_id")
    page = [_query("page", _whole(1000)), _query("page_size", _whole(1000))]
    days = [_query("start_date"), _query("end_date")]
    narrow = [_query("service_request_id"), _query("service_code"), _query("status"), *days, *page]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Open311 GeoReport v2", "version": "2"},
        "paths": {
            "/open/open311/v2/discovery.json": {"get": _get(_object(DISCOVERY), [zone])},
            "/open/open311/v2/services.json": {"get": _get(_list(SERVICE), [zone])},
            "/open/open311/v2/services/{code}.json": {"get": _get(_object(DEFINITION), [_in_path("code"), zone])},
            "/open/open311/v2/requests.json": {"get": _get(_list(REQUEST), [*narrow, zone]), "post": _post()},
            "/open/open311/v2/requests/{number}.json": {"get": _get(_list(REQUEST), [number, zone])},
            "/open/open311/v2/tokens/{word}.json": {"get": _get(_list(TAKEN), [_in_path("word"), zone])},
            "/open/open311/v2/servicerequestupdates.json": {
                "get": _get(_list(UPDATE), [_query("service_request_id"), *days, zone])
            },
        },
    }


DISCOVERY: Schema = {
    "changeset": TEXT,
    "contact": TEXT,
    "key_service": TEXT,
    "endpoints": {"type": "array", "items": {"type": "object"}},
}
SERVICE: Schema = {
    **dict.fromkeys(("service_code", "service_name", "description", "keywords", "group"), TEXT),
    "metadata": {"type": "boolean"},
    "type": {"enum": ["realtime", "batch", "blackbox"]},
}
DEFINITION: Schema = {"service_code": TEXT, "attributes": {"type": "array", "items": {"type": "object"}}}
REQUEST: Schema = {
    **dict.fromkeys(("service_request_id", "status_notes", "service_name", "service_code", "agency_responsible"), TEXT),
    **dict.fromkeys(("description", "service_notice", "address", "address_id", "zipcode", "media_url"), MAYBE),
    **dict.fromkeys(("requested_datetime", "updated_datetime", "expected_datetime"), INSTANT),
    "status": STATUS,
    "lat": DEGREES,
    "long": DEGREES,
}
TAKEN: Schema = {"service_request_id": TEXT, "token": TEXT}
UPDATE: Schema = {
    **dict.fromkeys(("update_id", "service_request_id", "description"), TEXT),
    "status": STATUS,
    "updated_datetime": INSTANT,
}
SENT = ("api_key", "jurisdiction_id", "service_code", "lat", "long", "address_string", "description", "phone")


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(properties: Schema) -> Schema:
    return {"type": "array", "items": _object(properties)}


def _whole(most: int) -> Schema:
    return {"type": "integer", "minimum": 1, "maximum": most}


def _query(name: str, schema: Schema = TEXT) -> Schema:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _in_path(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _get(answered: Schema, parameters: list[Schema]) -> Schema:
    return {"parameters": parameters, "responses": {"200": _answer("found", answered), **_refusals()}}


def _post() -> Schema:
    form = {"type": "object", "properties": dict.fromkeys(SENT, TEXT), "required": ["api_key", "service_code"]}
    taken = _object({**TAKEN, "service_notice": TEXT, "account_id": MAYBE})
    return {
        "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": form}}},
        "responses": {"201": _answer("taken", {"type": "array", "items": taken}), **_refusals()},
    }


def _refusals() -> Schema:
    error = _list({"code": {"type": "integer"}, "description": TEXT})
    return {status: _answer(words, error) for status, words in STATUSES.items()}


def _answer(words: str, schema: Schema) -> Schema:
    return {"description": words, "content": {"application/json": {"schema": schema}}}
