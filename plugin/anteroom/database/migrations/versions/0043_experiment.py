"""Whether nudges help: phases, who was in which arm; and how soon members answer."""

from anteroom.database.migrations.rendering import send_sql

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    send_sql(__file__)
