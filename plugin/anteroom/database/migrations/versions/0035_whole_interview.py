"""An interview as a whole, read in one question, and held in one where it is to be changed."""

from anteroom.database.migrations.rendering import send_sql

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    send_sql(__file__)
