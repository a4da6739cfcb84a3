"""Several workspaces and whole organisations of Slack, rotating tokens, and what is left after a removal."""

from anteroom.database.migrations.rendering import send_sql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    send_sql(__file__)
