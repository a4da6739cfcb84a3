"""Colleagues are found by an index."""

from anteroom.database.migrations.rendering import send_sql

revision = "0050"
down_revision = "0049"


def upgrade() -> None:
    send_sql(__file__)
