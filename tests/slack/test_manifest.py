"""The app's manifest, by what Slack publishes of its shape and by what its schema lets pass.

Slack's own schema (github.com/slackapi/manifest-schema) is in no package and is not kept here. Its types are
in @slack/web-api, and its lengths are these.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

import deployment
from anteroom_slack.front import PATH
from anteroom_slack.install.manifest import manifest
from slack_typescript import complaints, manifest_shape, required

HTTPS = "https://interviews.harbourline.example"
LONGEST: dict[tuple[str, ...], tuple[int, int]] = {
    ("display_information", "name"): (1, 35),
    ("display_information", "description"): (1, 140),
    ("display_information", "long_description"): (175, 4000),
    ("features", "bot_user", "display_name"): (1, 80),
    ("app_directory", "installation_landing_page"): (1, 255),
    ("app_directory", "direct_install_url"): (1, 255),
    ("app_directory", "privacy_policy_url"): (1, 500),
    ("app_directory", "support_url"): (1, 350),
    ("app_directory", "support_email"): (3, 100),
    ("app_directory", "pricing"): (1, 30),
}
"""Fewest and most characters (docs.slack.dev/reference/app-manifest)."""
FEATURE: dict[str, dict[str, int]] = {
    "slash_commands": {"command": 32, "description": 2000, "usage_hint": 1000, "url": 3000},
    "shortcuts": {"name": 24, "callback_id": 255, "description": 150},
}
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


def test_its_words_are_as_long_as_slack_takes(made: dict[str, Any]) -> None:
    for path, (fewest, most) in LONGEST.items():
        value: Any = made
        for key in path:
            value = value[key]
        assert fewest <= len(value) <= most, path
    for feature, most_of in FEATURE.items():
        for each in made["features"][feature]:
            assert {
                key: len(str(each[key])) <= most for key, most in most_of.items() if key in each
            } == dict.fromkeys([key for key in most_of if key in each], True)
    assert all(each["command"].startswith("/") for each in made["features"]["slash_commands"])
    assert len(made["features"]["unfurl_domains"]) <= 5
    assert len(made["settings"]["event_subscriptions"]["bot_events"]) <= 100


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
