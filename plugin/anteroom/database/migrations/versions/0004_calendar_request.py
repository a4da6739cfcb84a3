"""Interviews that are scheduled from an ordinary calendar event."""

from anteroom.database.migrations.rendering import send_sql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    send_sql(__file__)
