"""REST v1: all of its routes."""

from __future__ import annotations

from anteroom.api import (
    access,
    after,
    agreements,
    details,
    held,
    interview_offers,
    interviews,
    keys,
    members,
    parties,
    places,
    proposals,
    reports,
    reviews,
)
from anteroom.api.route import Route

TABLE: tuple[Route, ...] = (
    *members.ROUTES,
    *proposals.ROUTES,
    *interviews.ROUTES,
    *interview_offers.ROUTES,
    *parties.ROUTES,
    *places.ROUTES,
    *agreements.ROUTES,
    *held.ROUTES,
    *reviews.ROUTES,
    *reports.ROUTES,
    *after.ROUTES,
    *access.ROUTES,
    *details.ROUTES,
    *keys.ROUTES,
)
"""REST v1 whole: each call as it is declared."""
ROUTES = tuple(each.resource for each in TABLE)
"""What aiohttp routes by, made from the table."""
