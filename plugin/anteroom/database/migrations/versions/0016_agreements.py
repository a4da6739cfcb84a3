"""What is asked to be kept confidential, in every version, and who signed which."""

from anteroom.database.migrations.rendering import send_sql

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    send_sql(__file__)
