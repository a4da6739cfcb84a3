"""The document of REST v1 and the pages at /docs: whole, made of the code, and open to everybody."""

from __future__ import annotations

import importlib
import io
import json
import pkgutil
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

import anteroom
from anteroom.api.caller import DECLARED
from anteroom.api.openapi import examples
from anteroom.api.problem_types import BY_CODE, TYPES
from anteroom.api.scopes import Scope
from anteroom.api.v1 import TABLE
from anteroom.errors import AnteroomError
from anteroom.sandbox.world import World
from api_client import ApiClient

NEVER_BY_REST = {
    "anteroom-error": "the base, which nobody raises",
    "bad-description": "a page's offer of media",
    "fingerprint-changed": "a page's offer of media",
    "no-session": "an embed's",
    "too-many-streams": "a page's",
    "settings-fault": "at the start",
    "folder-not-ours": "at the start",
    "no-database-account": "at the start",
    "no-database-binaries": "at the start",
    "database-did-not-start": "at the start",
    "database-not-reached": "at the start",
    "folder-not-writable": "at the start",
    "not-bound": "at the start",
    "database-did-not-stop": "at the end",
    "database-newer": "at the start",
    "fields": "Slack's forms",
    "two-times": "what is typed in Slack",
}


async def fetched(
    world: World, path: str, method: str = "GET", **more: Any
) -> tuple[aiohttp.ClientResponse, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"{world.url}{path}", allow_redirects=False, **more) as answer,
    ):
        return answer, await answer.text()


async def test_every_call_of_the_running_service_is_in_the_document(quiet_world: World) -> None:
    _, document = await ApiClient(quiet_world, "none").get("/v1/openapi.json")
    described = {(method.upper(), path) for path, calls in document["paths"].items() for method in calls}
    routed = {
        (route.method, resource.canonical)
        for resource in quiet_world.app.router.resources()
        for route in resource
        if resource.canonical.startswith("/v1/") and route.method != "HEAD"
    }
    assert described == routed
    names = [call["operationId"] for calls in document["paths"].values() for call in calls.values()]
    assert len(set(names)) == len(names) == len(quiet_world.app[DECLARED])


async def test_the_document_is_whole_and_leads_nowhere_else(quiet_world: World) -> None:
    _, document = await ApiClient(quiet_world, "none").get("/v1/openapi.json")
    assert (document["openapi"], document["servers"]) == ("3.1.1", [{"url": quiet_world.url}])
    for reference in set(re.findall(r'"\$ref": ?"#/([^"]+)"', str(document).replace("'", '"'))):
        found: Any = document
        for step in reference.split("/"):
            found = found[step]
    calls = [call for by_method in document["paths"].values() for call in by_method.values()]
    for call in calls:
        statuses = {int(status) for status in call["responses"]}
        keyed = call["security"] != []
        assert {401, 403, 429} <= statuses if keyed else not {401, 403, 429} & statuses
        assert {413, 415} <= statuses if "requestBody" in call else 413 not in statuses
    open_to_all = [call["operationId"] for call in calls if not call["security"]]
    declared = quiet_world.app[DECLARED].values()
    assert open_to_all == [route.name for route in declared if route.scope is Scope.ANYBODY] == ["describe"]


def test_every_error_that_rest_can_meet_is_explained() -> None:
    for each in pkgutil.walk_packages(anteroom.__path__, "anteroom."):
        if not each.name.endswith("__main__") and ".migrations." not in each.name:
            importlib.import_module(each.name)

    def codes(kind: type[AnteroomError]) -> set[tuple[str, int]]:
        return {(kind.code, kind.status)}.union(*(codes(each) for each in kind.__subclasses__()))

    met = {(code, status) for code, status in codes(AnteroomError) if not code.startswith("meeting-")}
    ours = {(code, status) for code, status in met if code not in NEVER_BY_REST}
    assert {(code, BY_CODE[code].status) for code, _ in ours} == ours
    by_aiohttp = {"method-not-allowed", "http", "internal"}
    assert set(BY_CODE) == {code for code, _ in ours} | by_aiohttp and len(BY_CODE) == len(TYPES)


def test_the_document_shows_the_examples_of_the_page_for_engineers() -> None:
    """That page's are sent by a test of their own."""
    page = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    shown: dict[str, Any] = {}
    for method, path, body in re.findall(r"```http\n([A-Z]+) ([^\s?]+)\S*\n(.*?)```", page, re.S):
        for route in TABLE:
            pattern = re.sub(r"\{\w+\}", "[^/]+", route.path)
            if (
                route.method == method
                and re.fullmatch(pattern, path)
                and body.strip()
                and route.example is None
            ):
                shown.setdefault(route.name, json.loads(body))
    assert examples() == shown and "schedule_interview" in shown
    for route in TABLE:
        example = route.example or examples().get(route.name)
        if example is not None:
            assert route.body is not None
            msgspec.convert(example, route.body)


async def test_its_schemas_can_be_told_apart_by_who_makes_a_client(quiet_world: World) -> None:
    """Generators name classes after titles; of two alike they drop one, and what answers with it."""
    _, document = await ApiClient(quiet_world, "none").get("/v1/openapi.json")
    schemas = document["components"]["schemas"]

    assert {name: each["title"] for name, each in schemas.items()} == {name: name for name in schemas}
    assert [name for name, each in schemas.items() if "enum" in each and "type" not in each] == []


async def test_the_type_of_a_problem_leads_to_what_it_means(quiet_world: World) -> None:
    api = ApiClient(quiet_world)
    _, why = await api.get("/v1/interviews/int_none")
    page, anchor = why["type"].split("#")
    assert (page, anchor, why["title"]) == (
        f"{quiet_world.url}/docs/problems",
        "not-found",
        BY_CODE["not-found"].title,
    )
    answer, text = await fetched(quiet_world, "/docs/problems")
    assert answer.status == 200
    for each in TYPES:
        assert f'id="{each.code}"' in text and each.title in text


async def test_every_address_refuses_other_methods_and_names_its_own(quiet_world: World) -> None:
    methods: dict[str, set[str]] = {}
    for route in quiet_world.app[DECLARED].values():
        methods.setdefault(route.path, set()).add(route.method)
    headers = {"Authorization": f"Bearer {quiet_world.settings.secrets.api_key}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        for path, own in methods.items():
            address = f"{quiet_world.url}{re.sub(r'[{][a-z]+[}]', 'x', path)}"
            for method in {"DELETE", "PATCH", "PUT"} - own:
                async with session.request(method, address) as answer:
                    allowed = set(answer.headers["Allow"].split(", "))
                    assert (answer.status, own <= allowed) == (405, True), (method, path)


async def test_it_refuses_by_the_letter_of_http(quiet_world: World) -> None:
    key = {"Authorization": f"Bearer {quiet_world.settings.secrets.api_key}"}

    async def why(path: str, method: str, **more: Any) -> tuple[int, str, str]:
        headers = {**key, **more.pop("headers", {})}
        answer, _ = await fetched(quiet_world, path, method, headers=headers, **more)
        said = await answer.json(content_type="application/problem+json")
        return answer.status, said["code"], answer.headers.get("Allow", "")

    assert await why("/v1/interviews/int_1", "DELETE") == (405, "method-not-allowed", "GET, HEAD")
    assert await why("/v1/nothing", "GET") == (404, "not-found", "")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await why("/v1/scan", "POST", data=b"a=b", headers=form))[:2] == (415, "unsupported-media-type")
    large = b'{"text": "' + b"a" * 70_000 + b'"}'
    jsonish = {"Content-Type": "application/json"}
    assert (await why("/v1/scan", "POST", data=large, headers=jsonish))[:2] == (413, "too-large")
    huge = b'{"text": "' + b"a" * 1_100_000 + b'"}'
    assert (await why("/v1/scan", "POST", data=io.BytesIO(huge), headers=jsonish))[:2] == (413, "too-large")
    assert (await why("/v1/scan", "POST", data=b"{", headers=jsonish))[:2] == (400, "malformed")
    assert (await why(f"/v1/members/{'a' * 201}", "GET"))[:2] == (400, "malformed")
    assert (await why("/v1/members?limt=3", "GET"))[:2] == (400, "malformed")
    answer, _ = await fetched(quiet_world, "/v1/members/m-maya", "HEAD", headers=key)
    assert answer.status == 200


class Page(HTMLParser):
    """What a page names and where it leads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.leads: set[str] = set()
        self.loads: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag == "a" and said.get("href"):
            self.leads.add(str(said["href"]))
        self.loads |= {str(said[name]) for name in ("src",) if said.get(name)}
        if tag == "link":
            self.loads.add(str(said["href"]))
        assert "style" not in said and not any(name.startswith("on") for name in said)


async def test_the_page_shows_every_call_needs_no_key_and_nobody_else(quiet_world: World) -> None:
    answer, text = await fetched(quiet_world, "/docs")
    assert answer.status == 200
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    page = Page(text)
    assert len(set(page.ids)) == len(page.ids)
    routes = quiet_world.app[DECLARED].values()
    assert {route.name for route in routes} <= set(page.ids)
    assert {lead.removeprefix("#") for lead in page.leads if lead.startswith("#")} <= set(page.ids)
    assert all(each.startswith("/static/") for each in page.loads)
    for each in page.loads | {lead.partition("#")[0] for lead in page.leads if lead.startswith("/")}:
        found, _ = await fetched(quiet_world, each)
        assert found.status == 200, each
    secrets = quiet_world.settings.secrets
    assert secrets.api_key not in text and str(secrets.review_key) not in text
