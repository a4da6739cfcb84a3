"""Who was written to for whom, and who never wants to be again."""

from anteroom.database.migrations.rendering import send_sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    send_sql(__file__)
