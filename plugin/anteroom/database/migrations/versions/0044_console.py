"""Who works at the console, and their sessions."""

from anteroom.database.migrations.rendering import send_sql

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    send_sql(__file__)
