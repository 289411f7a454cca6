"""The description of the interface as a page reads it: by area, each question with what it takes and answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post")


@dataclass(frozen=True)
class Parameter:
    """One thing a question takes: in its address, its query or its body."""

    name: str
    where: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True)
class Question:
    """One question: method, address, what it does, what it takes, what it answers."""

    method: str
    path: str
    title: str
    about: str
    parameters: list[Parameter]
    answers: list[tuple[str, str]]


def areas(document: dict[str, Any]) -> list[tuple[str, list[Question]]]:
    """Every area of the interface with its questions, in the order of the description."""
    found: dict[str, list[Question]] = {}
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                one = methods[method]
                found.setdefault(one["tags"][0], []).append(_question(document, method, path, one))
    return list(found.items())


def _question(document: dict[str, Any], method: str, path: str, one: dict[str, Any]) -> Question:
    parameters = [
        Parameter(p["name"], p["in"], kind_of(p["schema"]), p.get("required", False), _about(p))
        for p in one.get("parameters", ())
    ]
    content: dict[str, Any] = one.get("requestBody", {}).get("content", {})
    body = next((sent.get("schema") for sent in content.values()), None)
    answers = [(str(status), _answered(answer)) for status, answer in one["responses"].items()]
    title = one.get("summary", one["operationId"])
    return Question(
        method.upper(), path, title, one.get("description", ""), parameters + _of_body(document, body), answers
    )


def _of_body(document: dict[str, Any], schema: dict[str, Any] | None) -> list[Parameter]:
    if schema is None:
        return []
    known = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema
    needed = known.get("required", ())
    return [
        Parameter(name, "body", kind_of(one), name in needed, one.get("description", ""))
        for name, one in known.get("properties", {}).items()
    ]


def _about(parameter: dict[str, Any]) -> str:
    return str(parameter.get("description") or parameter["schema"].get("description", ""))


def _answered(answer: dict[str, Any]) -> str:
    schema = answer.get("content", {}).get("application/json", {}).get("schema")
    return kind_of(schema) if schema else ""


def kind_of(schema: dict[str, Any]) -> str:
    """What may stand somewhere, in short: `string`, `integer or null`, `list of TicketRow`, or the words allowed."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " or ".join(kind_of(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or schema.get("const") or "any")
