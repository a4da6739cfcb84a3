"""Where an interview takes place, a company's own link sealed, and who agreed to what its tool shows."""

from anteroom.database.migrations.rendering import send_sql

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    send_sql(__file__)
