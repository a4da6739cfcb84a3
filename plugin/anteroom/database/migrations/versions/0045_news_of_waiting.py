"""What begins to wait is news for whoever counts it; nobody who acts waits for that."""

from anteroom.database.migrations.rendering import send_sql

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    send_sql(__file__)
