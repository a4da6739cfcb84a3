"""What was signed may be rid of an erased person's details."""

from anteroom.database.migrations.rendering import send_sql

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    send_sql(__file__)
