"""Sessions of embeds, and the word that an interview changed, for whoever shows it live."""

from anteroom.database.migrations.rendering import send_sql

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    send_sql(__file__)
