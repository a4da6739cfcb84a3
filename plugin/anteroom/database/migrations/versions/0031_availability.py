"""When somebody can be met: weekly hours that differ by day, calendars that a person opened, busy times."""

from anteroom.database.migrations.rendering import send_sql

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    send_sql(__file__)
