"""What waited before: when somebody answered in a thread, and what does not begin again."""

from anteroom.database.migrations.rendering import send_sql

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    send_sql(__file__)
