"""What the guard held, and flags for people to look at."""

from anteroom.database.migrations.rendering import send_sql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    send_sql(__file__)
