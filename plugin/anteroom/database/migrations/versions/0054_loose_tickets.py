"""Tickets of a help desk for which no case is open."""

from anteroom.database.migrations.rendering import send_sql

revision = "0054"
down_revision = "0053"


def upgrade() -> None:
    send_sql(__file__)
