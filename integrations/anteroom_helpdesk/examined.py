"""What `anteroom doctor` finds of the help desk. Nothing is made there."""

from __future__ import annotations

import msgspec

from anteroom.cases.settings import Topic, Zendesk
from anteroom.doctor.finding import Finding, fault, fine, left_out, unknown, warning
from anteroom.effects.model import Refused, TryLater
from anteroom.settings.deployment import Settings
from anteroom_helpdesk.calls import Calls, Gone

CHECK = "help-desk"
AGENTS = frozenset({"agent", "admin"})


class Me(msgspec.Struct, frozen=True):
    """Whose token it is."""

    id: int | None = None
    role: str = ""


class OneMe(msgspec.Struct, frozen=True):
    """The answer about whoever asks."""

    user: Me


class Anything(msgspec.Struct, frozen=True):
    """An answer of which nothing is read."""


async def desk_findings(settings: Settings) -> list[Finding]:
    """Try the help desk that is set up."""
    support = settings.support
    if support.desk == "zendesk" and support.zendesk is not None:
        return await _zendesk(settings, support.zendesk)
    if support.address is None:
        return [left_out(CHECK, "support.address is not set: cases are in the console only")]
    return [fine(CHECK, "cases go to support by mail")]


async def _zendesk(settings: Settings, zendesk: Zendesk) -> list[Finding]:
    secrets = settings.secrets
    calls = Calls(
        zendesk.url, zendesk.user, secrets.zendesk_token, allow_private=settings.allow_private_targets
    )
    await calls.open()
    try:
        found = [await _token(calls)]
        topics = () if found[0].to_be_mended else settings.support.topics.values()
        found += [each for topic in topics if (each := await _group(calls, topic))]
    except TryLater as later:
        found = [
            unknown(
                CHECK,
                f"Zendesk: {later}",
                "cases wait to be shown there; the console has them",
                "see support.zendesk.url, ANTEROOM_ZENDESK_TOKEN and support.zendesk.user (docs/helpdesk.md)",
            )
        ]
    except Refused as refused:
        mend = "see support.zendesk.url (docs/helpdesk.md)"
        found = [fault(CHECK, f"Zendesk: {refused}", "no case can be shown there", mend)]
    finally:
        await calls.close()
    if not secrets.zendesk_webhook_secret:
        found.append(
            warning(
                CHECK,
                "ANTEROOM_ZENDESK_WEBHOOK_SECRET is not set",
                "nothing that Zendesk tells is believed: no ticket joins a case or solves one",
                "make a webhook for ticket events there, and copy its signing secret (docs/helpdesk.md)",
            )
        )
    return found


async def _token(calls: Calls) -> Finding:
    """Zendesk answers /users/me with an anonymous user where it knows no token, and not with 401."""
    me = (await calls.ask("GET", "/api/v2/users/me.json", OneMe)).user
    if me.role in AGENTS:
        return fine(CHECK, "Zendesk takes our token")
    return fault(
        CHECK,
        "the token at Zendesk is no agent's",
        "no ticket can be made",
        "make an API token for an agent of support's, and name the agent as support.zendesk.user",
    )


async def _group(calls: Calls, topic: Topic) -> Finding | None:
    if topic.group is None:
        return None
    try:
        await calls.ask("GET", f"/api/v2/groups/{topic.group}.json", Anything)
    except Gone:
        return fault(
            CHECK,
            f"there is no group {topic.group} at Zendesk",
            f"cases of the topic {topic.name} are refused there",
            f"see support.topics.{topic.name}.group",
        )
    return None
