"""What `anteroom doctor` finds of the homeserver. Nothing is sent: only the token is tried."""

from __future__ import annotations

from anteroom.doctor.finding import Finding, fault, fine, unknown
from anteroom.effects.model import Refused, TryLater
from anteroom.settings.deployment import Settings
from anteroom_marketplaces.matrix.client import MatrixClient

CHECK = "matrix"


async def matrix_findings(settings: Settings) -> list[Finding]:
    """Ask the homeserver whose the token is."""
    described = settings.connectors.matrix
    if described is None:
        return [
            fault(CHECK, "marketplace.matrix is missing", "the connector cannot work", "describe it there")
        ]
    client = MatrixClient(
        described.homeserver, settings.secrets.matrix_token, allow_private=settings.allow_private_targets
    )
    await client.open()
    try:
        whose = await client.who()
    except Refused as error:
        mend = "see docs/matrix.md, and give the bot's access token as ANTEROOM_MATRIX_TOKEN"
        return [fault(CHECK, str(error), "no room can be read, and no card posted", mend)]
    except TryLater as error:
        mend = "see whether it runs, and whether this machine reaches it"
        return [unknown(CHECK, str(error), "rooms are not read, and cards wait", mend)]
    finally:
        await client.close()
    if whose == described.user_id:
        return [fine(CHECK, "the homeserver takes the bot's token")]
    return [
        fault(
            CHECK,
            "the token is another user's than marketplace.matrix.user_id",
            "the bot would hear its own cards as somebody's messages",
            "name the user whose token it is",
        )
    ]
