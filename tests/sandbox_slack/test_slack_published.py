"""The sandbox's Slack beside what Slack publishes of each method."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

import anteroom.sandbox.slack as twin_package
from anteroom.sandbox.slack import SandboxSlack
from anteroom.sandbox.slack.api import METHODS
from anteroom.sandbox.slack.published import published

FOLDER = Path(twin_package.__file__).parent
BEYOND_THE_API = {
    # Refusals of response URLs and of answers to commands; of a person's doing; of the wire.
    "expired_url", "invalid_command_response", "invalid_payload", "invalid_url", "used_url",
    "the connection was cut",
}  # fmt: skip


def test_it_knows_every_method_that_it_answers() -> None:
    assert METHODS.keys() <= published().keys()


@pytest.mark.parametrize("name", sorted(METHODS))
def test_it_asks_for_the_published_arguments_and_scope(name: str) -> None:
    """A view may be opened by trigger or by pointer; the sandbox hands out triggers only."""
    method, row = METHODS[name], published()[name]
    assert set(method.required) - {"trigger_id", "code"} <= row.required
    assert row.required - {"client_id", "client_secret"} <= set(method.required)
    assert set(method.required) <= row.arguments
    assert method.scope == row.scope


def test_it_refuses_in_slacks_words_only() -> None:
    """Each literal that a file of the sandbox refuses with is an error that some method documents."""
    documented = set[str]().union(*(row.errors for row in published().values())) | BEYOND_THE_API
    said = {
        (path.name, str(call.args[0].value))
        for path in FOLDER.glob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "Refusal"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    assert {each for each in said if each[1] not in documented} == set()


@pytest.mark.parametrize("name", sorted(published()))
def test_it_publishes_what_slacks_own_client_asks_for(name: str) -> None:
    """Our table against slack_sdk's signatures: what they cannot do without is an argument here."""
    method = getattr(AsyncWebClient, name.replace(".", "_"))
    parameters = inspect.signature(method).parameters.values()
    asked = {each.name for each in parameters if each.kind is each.KEYWORD_ONLY}
    needed = {each.name for each in parameters if each.default is each.empty and each.name in asked}
    row = published()[name]
    assert needed <= row.arguments
    assert row.required - asked <= {"cursor", "limit"}


async def test_its_answers_have_published_keys_only(slack: SandboxSlack, web_client: AsyncWebClient) -> None:
    client = web_client
    posted = await client.chat_postMessage(channel="C0HIRING", text="Hello")
    answers = {
        "auth.test": await client.auth_test(),
        "users.info": await client.users_info(user="U0DANA"),
        "users.list": await client.users_list(limit=2),
        "conversations.open": await client.conversations_open(users="U0DANA"),
        "chat.postMessage": posted,
        "chat.update": await client.chat_update(channel="C0HIRING", ts=posted["ts"], text="Hello again"),
        "chat.postEphemeral": await client.chat_postEphemeral(channel="C0HIRING", user="U0DANA", text="Psst"),
        "chat.delete": await client.chat_delete(channel="C0HIRING", ts=posted["ts"]),
    }
    of_any = {"ok", "error", "warning", "response_metadata"}
    for name, answer in answers.items():
        assert isinstance(answer.data, dict)
        assert answer.data.keys() - of_any <= published()[name].answers, name
