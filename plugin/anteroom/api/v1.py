"""REST v1: all of its routes."""

from __future__ import annotations

from anteroom.api import (
    about,
    access,
    after,
    agreements,
    blocks,
    closing,
    details,
    disclosures,
    flags,
    held,
    hosting,
    interview_offers,
    interviews,
    keys,
    ledger,
    listing,
    members,
    messages,
    own_data,
    parties,
    places,
    policy,
    proposals,
    reports,
    reviews,
    scan,
    webhook_deliveries,
    webhook_endpoints,
)
from anteroom.api.route import Route

TABLE: tuple[Route, ...] = (
    *members.ROUTES,
    *proposals.ROUTES,
    *listing.ROUTES,
    *messages.ROUTES,
    *scan.ROUTES,
    *interviews.ROUTES,
    *interview_offers.ROUTES,
    *parties.ROUTES,
    *hosting.ROUTES,
    *places.ROUTES,
    *agreements.ROUTES,
    *held.ROUTES,
    *reviews.ROUTES,
    *reports.ROUTES,
    *flags.ROUTES,
    *ledger.ROUTES,
    *blocks.ROUTES,
    *closing.ROUTES,
    *after.ROUTES,
    *access.ROUTES,
    *details.ROUTES,
    *disclosures.ROUTES,
    *own_data.ROUTES,
    *keys.ROUTES,
    *policy.ROUTES,
    *webhook_endpoints.ROUTES,
    *webhook_deliveries.ROUTES,
    *about.ROUTES,
)
"""REST v1 whole: each call as it is declared."""
ROUTES = tuple(each.resource for each in TABLE)
"""What aiohttp routes by, made from the table."""
