"""What people typed instead of pressing a button."""

from anteroom.database.migrations.rendering import send_sql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    send_sql(__file__)
