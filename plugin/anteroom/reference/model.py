"""What the page says of each call and of each shape, in words, out of the OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from markupsafe import Markup, escape

from anteroom.api.problem_types import BY_CODE, ProblemType

Json = Mapping[str, Any]
METHODS = ("get", "put", "post", "patch", "delete")
REF = "#/components/schemas/"
CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a shape, or one parameter: its name, where it stands, and what it is in words."""

    name: str
    where: str
    words: Markup
    required: bool
    meaning: Markup


@dataclass(frozen=True, slots=True)
class Refusal:
    """The refusals of one status."""

    status: int
    phrase: str
    kinds: tuple[ProblemType, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """One call as the page shows it."""

    id: str
    method: str
    path: Markup
    summary: str
    notes: tuple[Markup, ...]
    scope: str
    parameters: tuple[Field, ...]
    body: str
    body_fields: tuple[Field, ...]
    example: str
    answers: tuple[tuple[str, Markup], ...]
    refusals: tuple[Refusal, ...]
    sought: str


@dataclass(frozen=True, slots=True)
class Group:
    """The calls about one noun."""

    id: str
    name: str
    meaning: str
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a body or an answer is made of; `choices` where it is one of some words."""

    id: str
    name: str
    meaning: Markup
    fields: tuple[Field, ...]
    choices: tuple[str, ...]


def groups_of(document: Json) -> tuple[Group, ...]:
    """Return the calls by their nouns, in the document's order."""
    calls: dict[str, list[Call]] = {each["name"]: [] for each in document["tags"]}
    for path, by_method in document["paths"].items():
        for method in METHODS:
            if method in by_method:
                said = by_method[method]
                calls[said["tags"][0]].append(_call(document, path, method, said))
    return tuple(
        Group(_slug(each["name"]), each["name"], each["description"], tuple(calls[each["name"]]))
        for each in document["tags"]
    )


def shapes_of(document: Json) -> tuple[Shape, ...]:
    """Return every shape of the document by its name."""
    return tuple(
        Shape(
            f"shape-{name}",
            name,
            written(schema.get("description", "")),
            _fields(schema),
            tuple(str(each) for each in schema.get("enum", ())),
        )
        for name, schema in document["components"]["schemas"].items()
    )


def written(text: str) -> Markup:
    """Return a text of ours with what stands between backticks as code."""
    pieces = CODE.split(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if nth % 2 else escape(piece)
        for nth, piece in enumerate(pieces)
    )


def _call(document: Json, path: str, method: str, said: Json) -> Call:
    notes = [each for each in said["description"].split("\n\n") if each]
    scopes = [name for each in said["security"] for names in each.values() for name in names]
    body = said.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = body.get("schema", {}).get("$ref", "").removeprefix(REF)
    schema = document["components"]["schemas"].get(name, {})
    parameters = tuple(_parameter(document, each) for each in said.get("parameters", ()))
    return Call(
        id=said["operationId"],
        method=method.upper(),
        # A long address breaks before a slash, where people read it on.
        path=Markup("<wbr>/").join(escape(each) for each in path.split("/")),
        summary=said["summary"],
        notes=tuple(written(each) for each in notes if not each.startswith("Scope:")),
        scope=scopes[0] if scopes else "",
        parameters=parameters,
        body=name,
        body_fields=_fields(schema),
        example=_pretty(body["example"]) if "example" in body else "",
        answers=tuple(_answers(said["responses"])),
        refusals=tuple(_refusals(document, said["responses"])),
        sought=" ".join((path, method, said["operationId"], said["summary"], *notes)).lower(),
    )


def _parameter(document: Json, said: Json) -> Field:
    if "$ref" in said:
        said = document["components"]["parameters"][said["$ref"].rpartition("/")[2]]
    where = {"path": "in the address", "query": "behind the “?”", "header": "header"}[said["in"]]
    required = bool(said.get("required"))
    return Field(
        said["name"], where, words_of(said["schema"]), required, written(said.get("description", ""))
    )


def _fields(schema: Json) -> tuple[Field, ...]:
    required = schema.get("required", ())
    return tuple(
        Field(name, "", words_of(each), name in required, written(each.get("description", "")))
        for name, each in schema.get("properties", {}).items()
    )


def words_of(schema: Json) -> Markup:
    """Say in words what may stand somewhere."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(REF)
        return Markup('<a href="#shape-{}">{}</a>').format(name, name)
    if "anyOf" in schema:
        return Markup(" or ").join(words_of(each) for each in schema["anyOf"])
    if "enum" in schema:
        # What does not start with a letter is no word, such as nothing at all.
        return Markup(" ").join(Markup("<code>{}</code>").format(json.dumps(each)) for each in schema["enum"])
    if "const" in schema:
        return Markup("<code>{}</code>").format(json.dumps(schema["const"]))
    kind = schema.get("type")
    if kind == "array":
        # A list of so many, one of each kind, says `false` of all others.
        kinds = schema.get("prefixItems") or ([schema["items"]] if "items" in schema else [])
        items = Markup(", ").join(words_of(each) for each in kinds) or Markup("anything")
        return Markup("list of ") + items + _bounds(schema, "maxItems", "at most {}")
    if kind == "object":
        values = schema.get("additionalProperties")
        return Markup("object of ") + words_of(values) if isinstance(values, dict) else Markup("object")
    if kind == "string":
        told = {"date-time": "instant", "date": "day", "uri-reference": "address"}
        return Markup(told.get(schema.get("format", ""), "text")) + _bounds(
            schema, "maxLength", "at most {} characters"
        )
    if kind in ("integer", "number"):
        if "minimum" in schema and "maximum" in schema:
            return Markup("number from {} to {}").format(schema["minimum"], schema["maximum"])
        return Markup("number")
    return Markup({"boolean": "true or false", "null": "null"}.get(str(kind), "anything"))


def _bounds(schema: Json, name: str, said: str) -> Markup:
    return Markup(", ") + escape(said.format(schema[name])) if name in schema else Markup("")


def _answers(responses: Json) -> Iterable[tuple[str, Markup]]:
    for status, said in responses.items():
        if "description" not in said or int(status) >= HTTPStatus.BAD_REQUEST:
            continue
        schema = said.get("content", {}).get("application/json", {}).get("schema")
        shown = Markup(" ") + words_of(schema) if schema else Markup("")
        yield status, written(said["description"]) + shown


def _refusals(document: Json, responses: Json) -> Iterable[Refusal]:
    for status, said in responses.items():
        if "$ref" in said:
            whole = document["components"]["responses"][said["$ref"].rpartition("/")[2]]
            schema = whole["content"]["application/problem+json"]["schema"]
            kinds = tuple(BY_CODE[code] for code in schema["properties"]["code"]["enum"])
            yield Refusal(int(status), HTTPStatus(int(status)).phrase, kinds)


def _pretty(example: object) -> str:
    return json.dumps(example, indent=2, ensure_ascii=False)


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")
