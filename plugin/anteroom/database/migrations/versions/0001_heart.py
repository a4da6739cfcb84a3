"""The heart's tables."""

from anteroom.database.migrations.rendering import send_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    send_sql(__file__)
