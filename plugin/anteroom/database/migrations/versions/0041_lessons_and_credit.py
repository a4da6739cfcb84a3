"""What was taught to whom, and the credit of interviews held properly."""

from anteroom.database.migrations.rendering import send_sql

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    send_sql(__file__)
