"""What is read of one member costs what that member has, and a console session knows when its roles were read."""

from anteroom.database.migrations.rendering import send_sql

revision = "0057"
down_revision = "0055"


def upgrade() -> None:
    send_sql(__file__)
