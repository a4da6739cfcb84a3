"""Who looked for common times of whom, and what was told."""

from anteroom.database.migrations.rendering import send_sql

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    send_sql(__file__)
