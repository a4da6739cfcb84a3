"""What `anteroom doctor` finds of Upwork. Nothing is posted or kept: only our key is tried."""

from __future__ import annotations

from anteroom.clock import Clock, SystemClock
from anteroom.doctor.finding import Finding, fault, fine, left_out, unknown, warning
from anteroom.effects.model import Refused, TryLater
from anteroom.marketplaces.connector_settings import Upwork
from anteroom.settings.deployment import Settings
from anteroom_marketplaces.upwork.budget import Budget
from anteroom_marketplaces.upwork.client import UpworkClient
from anteroom_marketplaces.upwork.tokens import exchange, token_session

CHECK = "upwork"
MEND = "see docs/upwork.md, marketplace.upwork, and ANTEROOM_UPWORK_SECRET"


async def upwork_findings(settings: Settings, clock: Clock | None = None) -> list[Finding]:
    """Try our key, where it needs nobody's consent."""
    described = settings.connectors.upwork
    if described is None:
        return [
            fault(CHECK, "marketplace.upwork is missing", "the connector cannot work", "describe it there")
        ]
    found = []
    if described.links:
        found.append(
            warning(
                CHECK,
                "marketplace.upwork.links is on",
                "cards bear addresses outside Upwork, which it forbids to whoever has no consent of its own",
                "leave it on only with Upwork's consent in writing",
            )
        )
    if described.organisation is None:
        said = "whether Upwork knows our key, only the organisations that connect can tell"
        return [*found, left_out(CHECK, said)]
    try:
        found.append(await _tried(settings, described, described.organisation, clock or SystemClock()))
    except Refused as error:
        found.append(fault(CHECK, str(error), "no room can be read there, and no card posted", MEND))
    except TryLater as error:
        why = "rooms are not read, and cards wait"
        found.append(unknown(CHECK, str(error), why, "see whether this machine reaches Upwork"))
    return found


async def _tried(settings: Settings, described: Upwork, organisation: str, clock: Clock) -> Finding:
    private = settings.allow_private_targets
    async with token_session(allow_private=private) as session:
        form = {"grant_type": "client_credentials"}
        tokens = await exchange(session, described, settings.secrets.upwork_secret, form)
    client = UpworkClient(described.api_url, clock, _NoKeys(), Budget(1), allow_private=private)
    await client.open()
    try:
        if await client.belongs(tokens.access_token, organisation):
            return fine(CHECK, "Upwork takes our key, and it belongs to the organisation")
    finally:
        await client.close()
    return fault(
        CHECK,
        "the owner of our key does not belong to marketplace.upwork.organisation",
        "Upwork would answer for another organisation, which is refused here",
        "name the organisation's id as companySelector has it",
    )


class _NoKeys:
    """The doctor brings its own token."""

    async def token(self, account: str, refused: str = "") -> str:
        """Never: nothing is asked in an account's name."""
        raise Refused("no account is used here")
