"""The guardrails look at whomever a nudge was sent to, and keep nothing beside the nudges themselves."""

from anteroom.database.migrations.rendering import send_sql

revision = "0051"
down_revision = "0050"


def upgrade() -> None:
    send_sql(__file__)
