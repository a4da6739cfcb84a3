"""What became of an interview, who said that it was otherwise, and how the connection was."""

from anteroom.database.migrations.rendering import send_sql

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    send_sql(__file__)
