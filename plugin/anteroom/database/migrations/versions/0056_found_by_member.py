"""What is read of one member costs what that member has, and sessions know how old their roles are."""

from anteroom.database.migrations.rendering import send_sql

revision = "0056"
down_revision = "0055"


def upgrade() -> None:
    send_sql(__file__)
