"""Whether what was written in a solved case is still kept."""

from anteroom.database.migrations.rendering import send_sql

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    send_sql(__file__)
