"""Who was in a call, and what was told of an interview, is found by it."""

from anteroom.database.migrations.rendering import send_sql

revision = "0053"
down_revision = "0052"


def upgrade() -> None:
    send_sql(__file__)
