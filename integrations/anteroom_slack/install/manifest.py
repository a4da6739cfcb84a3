"""The app's manifest for this deployment, of the same tables as the code.

Commands, scopes, events, addresses.

Shape: docs.slack.dev/reference/app-manifest (schema version 2).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from anteroom.settings.deployment import Settings
from anteroom_slack.forms.shortcut_in import ABOUT_THIS
from anteroom_slack.front import PATH
from anteroom_slack.install.oauth import OAUTH_PATH
from anteroom_slack.install.presence_in import PRESENCE
from anteroom_slack.install.scopes import BASE, LINKS, OPTIONAL
from anteroom_slack.typed.grammar import COMMAND

NAME = "Anteroom"
ALWAYS = ("app_home_opened", *sorted(PRESENCE))
WITH_LINKS = ("link_shared",)
"""Events that need no scope, and those of an optional group."""


def manifest(settings: Settings) -> dict[str, Any]:
    """Return it. The optional groups are in it, as what people may leave out when they install."""
    url = settings.public_url
    optional = sorted(scope.name for group in OPTIONAL for scope in group.scopes)
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": "Schedule sanctioned interviews before a contract.",
            "long_description": _long(settings.marketplace.name),
            "background_color": "#0e5a57",
        },
        "app_directory": {
            "installation_landing_page": f"{url}/slack/scopes",
            "use_direct_install": True,
            "direct_install_url": f"{url}/slack/install",
            "privacy_policy_url": f"{url}/slack/privacy",
            "support_url": f"{url}/slack/support",
            "support_email": settings.mail.abuse_address,
            "supported_languages": ["English"],
            "pricing": "Free",
        },
        "features": _features(url),
        "oauth_config": {
            "redirect_urls": [f"{url}{OAUTH_PATH}"],
            "scopes": {
                "bot": sorted([*BASE.names, *optional]),
                "bot_optional": optional,
            },
        },
        "settings": _settings(url),
    }


def _features(url: str) -> dict[str, Any]:
    """What people see of it in Slack."""
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": True,
        },
        "bot_user": {"display_name": NAME, "always_online": True},
        "slash_commands": [
            {
                "command": COMMAND,
                "url": f"{url}{PATH}",
                "description": "Schedule an interview, and answer one",
                "usage_hint": "schedule tomorrow 3pm @dana · list · help",
                "should_escape": True,
            }
        ],
        "shortcuts": [
            {
                "name": "Schedule an interview",
                "type": "message",
                "callback_id": ABOUT_THIS,
                "description": "Opens the form with this message as its agenda",
            }
        ],
        "unfurl_domains": [urlsplit(url).hostname or ""],
    }


def _settings(url: str) -> dict[str, Any]:
    """What Slack sends, and where."""
    return {
        "event_subscriptions": {
            "request_url": f"{url}{PATH}",
            "bot_events": sorted([*ALWAYS, *(WITH_LINKS if LINKS in OPTIONAL else ())]),
        },
        "interactivity": {
            "is_enabled": True,
            "request_url": f"{url}{PATH}",
            "message_menu_options_url": f"{url}{PATH}",
        },
        "org_deploy_enabled": True,
        "socket_mode_enabled": False,
        "token_rotation_enabled": True,
    }


def _long(marketplace: str) -> str:
    """Slack wants 174 characters at least."""
    return (
        f"Clients of {marketplace} schedule interviews with freelancers before a contract, from where their "
        "people "
        "already are. Everybody who is invited sees one card and answers with one tap; a freelancer answers "
        "from an "
        "ordinary calendar. Nobody's contact details reach the other side before there is a contract. "
        "Anteroom reads "
        "no messages, no files and no history."
    )
