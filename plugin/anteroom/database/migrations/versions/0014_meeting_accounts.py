"""Which companies connected an account of a tool that makes calls."""

from anteroom.database.migrations.rendering import send_sql

revision = "0014"
down_revision = "0012"


def upgrade() -> None:
    send_sql(__file__)
