"""Endpoints for events, the events themselves, and cursors of the marketplace's feeds."""

from __future__ import annotations

from anteroom.database.migrations.rendering import send_sql

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    send_sql(__file__)
