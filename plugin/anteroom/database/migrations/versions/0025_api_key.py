"""Keys of the marketplace's programs and people, what they may do and until when."""

from anteroom.database.migrations.rendering import send_sql

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    send_sql(__file__)
