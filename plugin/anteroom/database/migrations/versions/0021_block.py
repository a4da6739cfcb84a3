"""Who will not be reached by whom any more, on one proposal."""

from anteroom.database.migrations.rendering import send_sql

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    send_sql(__file__)
