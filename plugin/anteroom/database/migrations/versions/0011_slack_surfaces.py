"""Who runs late, working hours, reports, and what Slack shows beside the cards."""

from anteroom.database.migrations.rendering import send_sql

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    send_sql(__file__)
