"""What the guard remembers of a thread for a while."""

from anteroom.database.migrations.rendering import send_sql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    send_sql(__file__)
