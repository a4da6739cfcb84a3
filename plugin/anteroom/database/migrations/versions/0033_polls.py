"""Several times offered for one interview, what people say to each, and the entries that hold them."""

from anteroom.database.migrations.rendering import send_sql

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    send_sql(__file__)
