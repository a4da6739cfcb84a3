"""Who wants no nudges, how people want to be nudged, and the addresses that nudges come from."""

from anteroom.database.migrations.rendering import send_sql

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    send_sql(__file__)
