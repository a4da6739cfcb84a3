"""How far invitations came, and what the rule did, in numbers."""

from anteroom.database.migrations.rendering import send_sql

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    send_sql(__file__)
