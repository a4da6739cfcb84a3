"""What a manifest may hold, field by field: a judge of our own, strict where Slack's types let pass.

Slack's own JSON schema (github.com/slackapi/manifest-schema, version 2) comes in no package, so it cannot be
fetched as the types are. These are the rules of its documentation (docs.slack.dev/reference/app-manifest) for
the fields that we use; any other field is a fault here, so that one we begin to use has its rule first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

ADDRESS = r"https?://.+"


@dataclass(frozen=True, slots=True)
class Text:
    """A text of `least` to `most` characters, as `pattern` has it or one of `choices`."""

    most: int
    least: int = 1
    pattern: str = ".+"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Several:
    """`least` to `most` of one kind; `once`: none of them twice."""

    of: Rule
    most: int
    least: int = 1
    once: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """An object of these fields and no other, of which some must be there."""

    fields: dict[str, Rule]
    must: tuple[str, ...] = ()


Rule = Text | Several | Group | type
URL = Text(3500, pattern=ADDRESS)
SCOPES = Several(Text(50), 255, least=0)
MANIFEST = Group(
    {
        "_metadata": Group({"major_version": int, "minor_version": int}),
        "display_information": Group(
            {
                "name": Text(35),
                "description": Text(140),
                "background_color": Text(7, 4, r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?"),
                "long_description": Text(4000, 175),
            },
            must=("name",),
        ),
        "app_directory": Group(
            {
                "installation_landing_page": Text(255, pattern=ADDRESS),
                "use_direct_install": bool,
                "direct_install_url": Text(255, pattern=ADDRESS),
                "privacy_policy_url": Text(500, pattern=ADDRESS),
                "support_url": Text(350, pattern=ADDRESS),
                "support_email": Text(100, 3, r"[^@\s]+@[^@\s]+"),
                "supported_languages": Several(Text(50), 50),
                "pricing": Text(30),
            },
            must=(
                "installation_landing_page", "privacy_policy_url", "support_url", "support_email",
                "supported_languages", "pricing",
            ),
        ),
        "features": Group(
            {
                "app_home": Group(
                    {
                        "home_tab_enabled": bool,
                        "messages_tab_enabled": bool,
                        "messages_tab_read_only_enabled": bool,
                    }
                ),
                "bot_user": Group({"display_name": Text(80), "always_online": bool}, must=("display_name",)),
                "slash_commands": Several(
                    Group(
                        {
                            "command": Text(32, 2, r"/\S+"),
                            "url": Text(3000, pattern=ADDRESS),
                            "description": Text(2000),
                            "usage_hint": Text(1000),
                            "should_escape": bool,
                        },
                        must=("command", "description"),
                    ),
                    50,
                ),
                "shortcuts": Several(
                    Group(
                        {
                            "name": Text(24),
                            "type": Text(7, choices=("message", "global")),
                            "callback_id": Text(255),
                            "description": Text(150),
                        },
                        must=("name", "type", "callback_id", "description"),
                    ),
                    10,
                ),
                "unfurl_domains": Several(Text(255, pattern=r"[a-z0-9][a-z0-9.-]*[a-z0-9]"), 5, once=True),
            }
        ),
        "oauth_config": Group(
            {
                "redirect_urls": Several(Text(2500, pattern=ADDRESS), 1000, once=True),
                "scopes": Group({"bot": SCOPES, "bot_optional": SCOPES}),
            }
        ),
        "settings": Group(
            {
                "event_subscriptions": Group(
                    {"request_url": URL, "bot_events": Several(Text(50), 100, once=True)}
                ),
                "interactivity": Group(
                    {"is_enabled": bool, "request_url": URL, "message_menu_options_url": URL},
                    must=("is_enabled",),
                ),
                "org_deploy_enabled": bool,
                "socket_mode_enabled": bool,
                "token_rotation_enabled": bool,
            }
        ),
    },
    must=("_metadata", "display_information"),
)  # fmt: skip


def faults(value: Any, rule: Rule = MANIFEST, at: str = "") -> Iterator[str]:
    """Yield what is wrong with a manifest, each with where it stands."""
    match rule:
        case Text():
            if not isinstance(value, str) or not rule.least <= len(value) <= rule.most:
                yield f"{at}: no text of {rule.least} to {rule.most} characters"
            elif not re.fullmatch(rule.pattern, value, re.DOTALL):
                yield f"{at}: not of its shape"
            elif rule.choices and value not in rule.choices:
                yield f"{at}: none of {rule.choices}"
        case Several():
            if not isinstance(value, list) or not rule.least <= len(value) <= rule.most:
                yield f"{at}: not {rule.least} to {rule.most} of them"
                return
            if rule.once and len(value) != len({str(each) for each in value}):
                yield f"{at}: one of them twice"
            for number, each in enumerate(value):
                yield from faults(each, rule.of, f"{at}[{number}]")
        case Group():
            if not isinstance(value, dict):
                yield f"{at}: no object"
                return
            yield from (f"{at}.{name}: missing" for name in rule.must if name not in value)
            for name, inner in value.items():
                if name in rule.fields:
                    yield from faults(inner, rule.fields[name], f"{at}.{name}")
                else:
                    yield f"{at}.{name}: unknown"
        case _:
            if type(value) is not rule:
                yield f"{at}: no {rule.__name__}"
