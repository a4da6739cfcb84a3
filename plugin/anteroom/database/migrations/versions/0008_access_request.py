"""Addresses that are needed for access to a system."""

from anteroom.database.migrations.rendering import send_sql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    send_sql(__file__)
