"""What is asked each second is found by indexes."""

from anteroom.database.migrations.rendering import send_sql

revision = "0055"
down_revision = "0054"


def upgrade() -> None:
    send_sql(__file__)
