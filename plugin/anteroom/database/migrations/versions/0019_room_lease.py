"""Which instance keeps a room."""

from anteroom.database.migrations.rendering import send_sql

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    send_sql(__file__)
