"""The contact rule as dated data, what was decided by it, and disclosures that end and begin again."""

from anteroom.database.migrations.rendering import send_sql

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    send_sql(__file__)
