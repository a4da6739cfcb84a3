"""Where each seat stands, on which device, who asks to come instead, and the codes that prove an address."""

from anteroom.database.migrations.rendering import send_sql

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    send_sql(__file__)
