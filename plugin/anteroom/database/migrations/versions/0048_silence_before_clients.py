"""What is put before a client whom nobody answers, and answers to nudges until they are in the thread."""

from anteroom.database.migrations.rendering import send_sql

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    send_sql(__file__)
