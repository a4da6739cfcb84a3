"""The OpenAPI 3.1 document of REST v1, made from the declared calls."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from http import HTTPStatus
from importlib import resources

import msgspec

from anteroom.api.body import NotJson, TooLarge
from anteroom.api.caller import LacksScope, NoKey
from anteroom.api.limits import TooManyCalls
from anteroom.api.openapi_schemas import SCHEMAS, Json, by_ecma, schemas
from anteroom.api.openapi_words import ANSWERED, HEADERS, INTRODUCTION, PARAMETERS, TAGS
from anteroom.api.problem_types import BY_CODE, PATH
from anteroom.api.remembering import KeyInUse
from anteroom.api.route import LONGEST_ID, Route
from anteroom.api.scopes import Scope
from anteroom.api.tags import ChangedMeanwhile
from anteroom.errors import AnteroomError, BadInput, KeyReused, Malformed, NotFound, Unavailable, Withheld

VERSION = "1"
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
            "schemas": schemas(routes),
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
    return {name: by_ecma(each) for name, each in whole.items()}


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
