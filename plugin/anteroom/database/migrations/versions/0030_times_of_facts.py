"""When what the marketplace tells was so, and that a hire outlives its proposal's archiving."""

from anteroom.database.migrations.rendering import send_sql

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    send_sql(__file__)
