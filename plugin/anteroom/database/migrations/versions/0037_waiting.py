"""What waits for an answer, and what was done about it."""

from anteroom.database.migrations.rendering import send_sql

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    send_sql(__file__)
