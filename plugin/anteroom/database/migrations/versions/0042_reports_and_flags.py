"""Reports that go through people's hands, and flags that are counted against what is usual."""

from anteroom.database.migrations.rendering import send_sql

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    send_sql(__file__)
