"""A verification of the whole ledger that goes on where it stood, and indexes for the console's lists."""

from anteroom.database.migrations.rendering import send_sql

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    send_sql(__file__)
