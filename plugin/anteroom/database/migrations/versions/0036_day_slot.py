"""Times of an interview day that several freelancers may take."""

from anteroom.database.migrations.rendering import send_sql

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    send_sql(__file__)
