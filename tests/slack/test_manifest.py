"""The app's manifest, by what Slack publishes of its shape and by what its schema lets pass.

Its types are in @slack/web-api; `slack_manifest.py` has the rules that its schema adds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

import deployment
from anteroom_slack.front import PATH
from anteroom_slack.install.manifest import manifest
from slack_manifest import faults
from slack_typescript import complaints, manifest_shape, required

HTTPS = "https://interviews.harbourline.example"
NEVER = ("admin", "identity", "search:read", "files:read", "mpim:write", "chat:write.public")
"""Scopes that Slack reviews at length or refuses a directory listing for; none of ours may be one of them."""


@pytest.fixture
def made() -> dict[str, Any]:
    """The manifest of a deployment behind TLS."""
    return manifest(replace(deployment.settings(), public_url=HTTPS))


def test_slacks_types_take_it(made: dict[str, Any]) -> None:
    """They are behind the schema: `bot_optional` and the language of a listing are not in them yet."""
    required()
    known = made | {
        "oauth_config": {**made["oauth_config"], "scopes": {"bot": made["oauth_config"]["scopes"]["bot"]}}
    }
    assert complaints(manifest_shape(known)) == []
    unknown = known | {"settings": {**made["settings"], "sockets": True}}
    assert complaints(manifest_shape(unknown))


def test_its_fields_and_words_are_as_slack_documents_them(made: dict[str, Any]) -> None:
    assert list(faults(made)) == []


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("display_information.name", "x" * 36, "no text of 1 to 35 characters"),
        ("display_information.long_description", "too short", "no text of 175 to 4000 characters"),
        ("display_information.background_color", "#0e5a5", "not of its shape"),
        ("display_information.colour", "#000", "unknown"),
        ("app_directory.support_url", "anteroom.example", "not of its shape"),
        ("features.slash_commands", [{"command": "interview", "description": "x"}], "not of its shape"),
        ("features.slash_commands", [{"command": "/interview"}], "description: missing"),
        ("features.shortcuts", [], "not 1 to 10 of them"),
        ("features.unfurl_domains", ["a.example", "a.example"], "one of them twice"),
        ("settings.interactivity", {"request_url": HTTPS}, "is_enabled: missing"),
        ("settings.org_deploy_enabled", "yes", "no bool"),
        ("settings.event_subscriptions.bot_events", ["x"] * 101, "not 1 to 100 of them"),
    ],
)
def test_a_manifest_is_refused_for(path: str, value: Any, fault: str, made: dict[str, Any]) -> None:
    *inner, last = path.split(".")
    group = made
    for name in inner:
        group = group[name]
    group[last] = value
    found = list(faults(made))
    assert len(found) == 1 and found[0].endswith(fault), found


def test_every_address_in_it_is_ours_and_behind_tls(made: dict[str, Any]) -> None:
    """Slack's schema takes http:// too, and Slack does not."""
    addresses = [value for value in _texts(made) if "://" in value]
    assert len(addresses) >= 8
    assert {urlsplit(each).scheme for each in addresses} == {"https"}
    assert {urlsplit(each).netloc for each in addresses} == {urlsplit(HTTPS).netloc}
    paths = made["settings"]["interactivity"]
    assert {paths["request_url"], paths["message_menu_options_url"]} == {f"{HTTPS}{PATH}"}


def test_it_asks_for_little_and_says_what_may_be_left_out(made: dict[str, Any]) -> None:
    """Slack's schema takes invented scopes; ours are a subset of what each feature's page names."""
    scopes = made["oauth_config"]["scopes"]
    base = set(scopes["bot"]) - set(scopes["bot_optional"])
    assert base == {"commands", "chat:write", "im:write", "users:read"}
    assert "user" not in scopes
    assert not [each for each in scopes["bot"] if each.startswith(NEVER) or each.endswith(":history")]
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["token_rotation_enabled"] is True
    assert {"app_uninstalled", "tokens_revoked", "team_access_revoked"} <= set(
        made["settings"]["event_subscriptions"]["bot_events"]
    )
    assert all(each["should_escape"] for each in made["features"]["slash_commands"])


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [value] if isinstance(value, str) else []
