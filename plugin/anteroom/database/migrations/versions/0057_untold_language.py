"""Of whom nobody told us a language none is kept."""

from anteroom.database.migrations.rendering import send_sql

revision = "0057"
down_revision = "0056"


def upgrade() -> None:
    send_sql(__file__)
