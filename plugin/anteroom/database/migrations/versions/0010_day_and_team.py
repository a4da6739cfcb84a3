"""Interviews of one day, and asking one's own people first."""

from anteroom.database.migrations.rendering import send_sql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    send_sql(__file__)
