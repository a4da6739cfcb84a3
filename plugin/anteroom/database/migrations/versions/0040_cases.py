"""Cases: what people in support take care of, and what was written in them."""

from anteroom.database.migrations.rendering import send_sql

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    send_sql(__file__)
