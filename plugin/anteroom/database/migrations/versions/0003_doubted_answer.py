"""Answers from addresses that we do not know: kept until the party confirms them."""

from anteroom.database.migrations.rendering import send_sql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    send_sql(__file__)
