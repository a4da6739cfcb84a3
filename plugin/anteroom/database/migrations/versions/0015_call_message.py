"""What was decided about each text that was written in a call."""

from anteroom.database.migrations.rendering import send_sql

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    send_sql(__file__)
