"""What became of those in either arm, counted now and then, so that to look at it costs nothing."""

from anteroom.database.migrations.rendering import send_sql

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    send_sql(__file__)
