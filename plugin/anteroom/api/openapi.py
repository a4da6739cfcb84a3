"""The OpenAPI 3.1 document of REST v1, made from the declared calls.

Schemas are what msgspec says of the structs that read bodies and write answers: JSON Schema 2020-12, which is
what OpenAPI 3.1 speaks (OpenAPI 3.1.1, 4.8.24).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from http import HTTPStatus
from importlib import resources
from typing import Any

import msgspec

from anteroom.api.body import NotJson, TooLarge
from anteroom.api.caller import LacksScope, NoKey
from anteroom.api.limits import TooManyCalls
from anteroom.api.problem_types import BY_CODE, PATH
from anteroom.api.problems import Problem
from anteroom.api.remembering import KeyInUse
from anteroom.api.route import LONGEST_ID, Route
from anteroom.api.scopes import Scope
from anteroom.api.tags import ChangedMeanwhile
from anteroom.errors import AnteroomError, BadInput, KeyReused, Malformed, NotFound, Unavailable, Withheld

Json = dict[str, Any]
VERSION = "1"
SCHEMAS = "#/components/schemas/{name}"
TAGS = {
    "Members": "Organisations and the people with an account, as the marketplace tells of them.",
    "Proposals": "What ties one client, one freelancer and one job; every interview hangs on one.",
    "Contracts": "What starts on acceptance or on its start date, and what it discloses.",
    "Messages": "Texts that the guard reads before anybody else does.",
    "Interviews": "Sanctioned meetings, from the first wish to the last word.",
    "Parties": "Who is in an interview, and who comes through its gate.",
    "Passes": "The personal links to seats: how they stand, never the links.",
    "After the call": "What became of it, another try, and that it was otherwise.",
    "Interview offers": "A freelancer who was asked to leave offers a sanctioned interview instead.",
    "Held texts": "What the guard let not pass, for its writer to put into other words.",
    "Access": "An address that a system asks for, before there is a contract.",
    "Tools": "Accounts that an organisation connects: at a tool that makes calls, at a marketplace.",
    "Trust": "What the marketplace's trust people read and decide.",
    "Policy": "The contact rule as dated data.",
    "Ledger": "What happened and who could have seen what, in ids.",
    "Webhooks": "Where events are sent, and what did not arrive.",
    "Keys": "Who may call, and for what.",
    "About": "This document.",
}
ANSWERED = {
    200: "Done; this is how it stands.",
    201: "Made; this is it.",
    202: "Taken; it will be done.",
    204: "Done; there is nothing to say.",
}
PRECONDITION_REQUIRED = 428
LIMITS = ("RateLimit", "RateLimit-Policy")


def document(table: Iterable[Route], public_url: str) -> Json:
    """Return the whole document for a deployment that is reached at `public_url`."""
    routes = sorted(table, key=lambda each: (list(TAGS).index(each.tag), each.path, each.method))
    paths: dict[str, Json] = {}
    refused: dict[str, Json] = {}
    for route in routes:
        said = paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, refused)
        for status, answer in route.answers.items():
            links = _links(route, answer, routes)
            if links:
                said["responses"][str(status)]["links"] = links
    used = dict.fromkeys(each.tag for each in routes)
    whole: Json = {
        "openapi": "3.1.1",
        "info": {
            "title": "Anteroom REST v1",
            "version": VERSION,
            "summary": "Sanctioned interviews between a client and a freelancer, before there is a contract.",
            "description": INTRODUCTION,
        },
        "servers": [{"url": public_url}],
        "externalDocs": {"url": f"{public_url}/docs", "description": "The same, to read."},
        "tags": [{"name": name, "description": TAGS[name]} for name in used],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": _schemas(routes),
            "responses": dict(sorted(refused.items())),
            "headers": HEADERS,
            "parameters": PARAMETERS,
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API key. Which scopes it has to bear stands at each call.",
                }
            },
        },
    }
    return {name: _by_ecma(each) for name, each in whole.items()}


INTRODUCTION = """Ids in paths and bodies are the marketplace's own, but those of interviews, parties and what
hangs on them, which are ours. Instants are ISO 8601 with an offset. A field that is not declared is refused.
Every PUT is safe to repeat; a POST is with an Idempotency-Key, where it takes one. Nothing personal stands in
any answer before a contract discloses it, but for a key with the scope `details:read`, for a reason that goes
into the ledger. Refusals are problems by RFC 9457, whose types stand at /docs/problems."""

HEADERS: Json = {
    "RateLimit": {
        "description": "What the key has left: `r` calls, and in `t` seconds as many as it may have.",
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {
        "description": "How many calls at once a key may make, and in how many seconds it may again.",
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "When to ask again: seconds or a date.",
        "schema": {"type": "string"},
    },
    "ETag": {"description": "Which version this is.", "schema": {"type": "string"}},
    "Link": {
        "description": 'The next page, as `rel="next"`; missing on the last.',
        "schema": {"type": "string"},
    },
    "WWW-Authenticate": {"description": "How to show oneself.", "schema": {"type": "string"}},
}
PARAMETERS: Json = {
    "Idempotency-Key": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "A name for this wish: repeated under it, the call is done once and answered alike.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!#-~]+$"},
    },
    "If-Match": {
        "name": "If-Match",
        "in": "header",
        "description": "The ETag of what you have seen, in its quotes; what is newer stays as it is (412).",
        "schema": {"type": "string", "pattern": r'^"[!#-+\--~]{1,100}"$'},
    },
    "If-None-Match": {
        "name": "If-None-Match",
        "in": "header",
        "description": "The ETag of what you have; what has not changed is answered by 304 alone.",
        "schema": {"type": "string"},
    },
}


@lru_cache
def examples() -> Mapping[str, Json]:
    """Return the bodies that docs/api.md shows, by the names of their calls."""
    found: Mapping[str, Json] = json.loads((resources.files(__package__) / "examples.json").read_bytes())
    return found


def refusals(route: Route) -> dict[int, list[str]]:
    """Return the codes of all refusals that a call can get, by status."""
    kinds: list[type[AnteroomError]] = [Withheld, Unavailable]
    if route.scope is not Scope.ANYBODY:
        kinds += [NoKey, LacksScope, TooManyCalls]
    if "{" in route.path:
        kinds += [Malformed, NotFound]
    if route.query is not None:
        kinds += [Malformed, BadInput]
    if route.body is not None:
        kinds += [Malformed, BadInput, TooLarge, NotJson]
    if route.remembers:
        kinds += [Malformed, KeyReused, KeyInUse]
    if route.matches:
        kinds += [Malformed, ChangedMeanwhile]
    found: dict[int, list[str]] = {500: ["internal"]}
    for kind in (*kinds, *route.problems):
        codes = found.setdefault(kind.status, [])
        if kind.code not in codes:
            codes.append(kind.code)
    return dict(sorted(found.items()))


def _operation(route: Route, refused: dict[str, Json]) -> Json:
    said: Json = {
        "operationId": route.name,
        "tags": [route.tag],
        "summary": route.summary,
        "description": description(route),
        "responses": _responses(route, refused),
    }
    parameters = [*_in_path(route), *_in_query(route), *_in_headers(route)]
    if parameters:
        said["parameters"] = parameters
    if route.body is not None:
        content: Json = {"schema": {"$ref": SCHEMAS.format(name=route.body.__name__)}}
        example = route.example or examples().get(route.name)
        if example is not None:
            content["example"] = example
        said["requestBody"] = {"required": True, "content": {"application/json": content}}
    # OpenAPI 3.1 lets a bearer scheme name what it needs (4.8.30); generators show it beside the call.
    said["security"] = [] if route.scope is Scope.ANYBODY else [{"key": [route.scope.value]}]
    return said


def description(route: Route) -> str:
    """Return what is said of a call beyond its summary."""
    said = [route.notes] if route.notes else []
    if route.actor:
        said.append(f"Who: {route.actor}")
    if route.scope is not Scope.ANYBODY:
        said.append(f"Scope: `{route.scope}`.")
    return "\n\n".join(said)


def _in_path(route: Route) -> list[Json]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": _id_of(route.path, name),
            "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_ID},
        }
        for name in re.findall(r"\{(\w+)\}", route.path)
    ]


def _id_of(path: str, name: str) -> str:
    noun = path.partition(f"/{{{name}}}")[0].rpartition("/")[2].replace("-", " ")
    return f"The id of one of the {noun}."


def _in_query(route: Route) -> list[Json]:
    if route.query is None:
        return []
    _, named = msgspec.json.schema_components([route.query], ref_template="{name}")
    schema = named[route.query.__name__]
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _inline(each, named)}
        for name, each in schema["properties"].items()
    ]


def _inline(schema: Json, named: Mapping[str, Json]) -> Json:
    """Return a schema with what it only refers to: words to choose from, mostly."""
    said = {name: each for name, each in schema.items() if name != "$ref"}
    if "anyOf" in said:
        said["anyOf"] = [_inline(each, named) for each in said["anyOf"]]
    return {**named[schema["$ref"]], **said} if "$ref" in schema else said


def _in_headers(route: Route) -> list[Json]:
    names = {
        "Idempotency-Key": route.remembers,
        "If-Match": route.matches,
        "If-None-Match": route.tagged and route.method == "GET",
    }
    said: list[Json] = [{"$ref": f"#/components/parameters/{name}"} for name, taken in names.items() if taken]
    if PRECONDITION_REQUIRED in refusals(route):
        said[-1] = {**PARAMETERS["If-Match"], "required": True}
    return said


def _responses(route: Route, refused: dict[str, Json]) -> Json:
    keyed = route.scope is not Scope.ANYBODY
    said: Json = {}
    for status, answer in route.answers.items():
        names = [*(LIMITS if keyed else ()), *(["ETag"] if route.tagged else ())]
        names += ["Link"] if route.paged else []
        each: Json = {"description": ANSWERED[status]}
        if names:
            each["headers"] = _headers(names)
        if answer is not None:
            schema = {"$ref": SCHEMAS.format(name=answer.__name__)}
            each["content"] = {"application/json": {"schema": schema}}
        said[str(status)] = each
    if route.tagged and route.method == "GET":
        said["304"] = {"description": "It has not changed.", "headers": _headers(["ETag"])}
    for status, codes in refusals(route).items():
        # Named by what it holds, so that the document says each once.
        name = ".".join((str(status), *codes, *(() if keyed else ("unkeyed",))))
        refused[name] = _refusal(status, codes, keyed=keyed and status != 401)
        said[str(status)] = {"$ref": f"#/components/responses/{name}"}
    return said


def _refusal(status: int, codes: list[str], *, keyed: bool) -> Json:
    lines = [f"[`{code}`]({PATH}#{code}): {BY_CODE[code].title}." for code in codes]
    names = [*(LIMITS if keyed and status < 500 else ())]
    names += {401: ["WWW-Authenticate"], 429: ["Retry-After"]}.get(status, [])
    schema = {
        "allOf": [{"$ref": SCHEMAS.format(name="Problem")}],
        "properties": {"status": {"const": status}, "code": {"enum": codes}},
    }
    said: Json = {
        "description": f"{HTTPStatus(status).phrase}. " + " ".join(lines),
        "content": {"application/problem+json": {"schema": schema}},
    }
    if names:
        said["headers"] = _headers(names)
    return said


def _links(route: Route, answer: type[msgspec.Struct] | None, routes: Iterable[Route]) -> Json:
    """Return what can be done next with what a call made or told of (OpenAPI 3.1.1, 4.8.20)."""
    if route.method == "PUT" and route.path.endswith("/{id}"):
        home, whence = route.path, "$request.path.id"
    else:
        home, whence = f"/v1/{route.path.rpartition('/')[2]}/{{id}}", "$response.body#/id"
        shown = [each for each in routes if (each.method, each.path) == ("GET", home)]
        if route.method != "POST" or not any(answer in each.answers.values() for each in shown):
            return {}
    return {
        each.name: {"operationId": each.name, "parameters": {"id": whence}}
        for each in routes
        if each is not route and f"{each.path}/".startswith(f"{home}/") and each.path.count("{") == 1
    }


def _headers(names: Iterable[str]) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _schemas(routes: Iterable[Route]) -> Mapping[str, Json]:
    kinds: dict[type[msgspec.Struct], None] = {Problem: None}
    for route in routes:
        kinds |= dict.fromkeys(kind for kind in (route.body, *route.answers.values()) if kind is not None)
    _, named = msgspec.json.schema_components(list(kinds), ref_template=SCHEMAS)
    written = json.dumps(named)
    for name in named:
        if "." in name:
            written = written.replace(f'{name}"', f'{_telling(name)}"')
    return {name: _described(name, each) for name, each in sorted(json.loads(written).items())}


def _telling(name: str) -> str:
    """Return a name for one of several that are called alike, such as the states, from its module."""
    *_, noun, module, last = name.split(".")
    return f"{(noun.removesuffix('s') if module == 'model' else module).title()}{last}"


def _by_ecma(said: Any) -> Any:
    """Write patterns as ECMA-262 has them, which JSON Schema asks for: it ends a text by `$` alone."""
    match said:
        case dict():
            return {
                name: each.replace(r"\Z", "$")
                if name == "pattern" and isinstance(each, str)
                else _by_ecma(each)
                for name, each in said.items()
            }
        case list():
            return [_by_ecma(each) for each in said]
        case _:
            return said


def _described(name: str, schema: Json) -> Json:
    # Programs that make clients call a class by the title, and want to know that an enum's values are texts.
    schema["title"] = name
    if all(isinstance(each, str) for each in schema.get("enum", [None])):
        schema["type"] = "string"
    if "description" in schema:
        schema["description"] = " ".join(schema["description"].split())
    return schema
