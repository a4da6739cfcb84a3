"""Whether events arrive where the marketplace wants them, and whether it can be asked what has changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from anteroom.database.connection import Connection
from anteroom.doctor.finding import Finding, fine, warning
from anteroom.marketplaces import store as marketplaces
from anteroom.webhooks import store

WEBHOOKS, FEEDS = "webhooks", "marketplace-feeds"
LONG = timedelta(hours=1)
"""An endpoint that fails for less is tried again and mostly comes back."""


async def webhooks_finding(conn: Connection, now: datetime) -> Finding:
    """Name the endpoints that said they are gone, or have failed for long; count what was given up."""
    found = await store.endpoints(conn)
    _, _, dead = await store.tally(conn)
    gone = [each.id for each in found if each.disabled_for == "gone"]
    failing = [
        each.id
        for each in found
        if each.disabled_at is None and each.failing_since is not None and now - each.failing_since > LONG
    ]
    said = [f"{', '.join(gone)} answered 410 and is disabled"] if gone else []
    said += [f"{', '.join(failing)} takes nothing"] if failing else []
    said += [f"{dead} events were given up"] if dead else []
    if not said:
        return fine(WEBHOOKS, f"{len(found)} endpoints, all in order")
    return warning(
        WEBHOOKS,
        "; ".join(said),
        "the marketplace's programs do not hear what happens",
        "mend the endpoint, enable it, and replay (docs/api.md, Endpoints for events)",
    )


async def feeds_finding(conn: Connection) -> Finding:
    """Say whether what the marketplace is asked for could be read, and how much was passed by."""
    failing, refused = await marketplaces.troubled(conn), await marketplaces.passed_by(conn)
    if not failing and not refused:
        return fine(FEEDS, "what is asked for can be read, or nothing is")
    said = [f"{failing} cannot be read ({await marketplaces.trouble(conn)})"] if failing else []
    said += [f"{refused} changes were wrong in themselves and passed by"] if refused else []
    return warning(
        FEEDS,
        "; ".join(said),
        "what changes at the marketplace is not known here",
        "look at the log (marketplace.feed_later, marketplace.change_refused) and at the marketplace",
    )
