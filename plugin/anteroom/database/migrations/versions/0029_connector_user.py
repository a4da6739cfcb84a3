"""Which member speaks in a chat's rooms under which user id, as a keyed digest."""

from anteroom.database.migrations.rendering import send_sql

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    send_sql(__file__)
