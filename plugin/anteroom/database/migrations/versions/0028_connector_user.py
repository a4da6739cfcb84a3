"""Which member speaks in a chat's rooms under which user id, as a keyed digest."""

from anteroom.database.migrations.rendering import send_sql

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    send_sql(__file__)
