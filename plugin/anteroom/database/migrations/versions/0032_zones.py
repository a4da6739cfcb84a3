"""Who said which time zone a person lives in, and where somebody is for a while."""

from anteroom.database.migrations.rendering import send_sql

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    send_sql(__file__)
