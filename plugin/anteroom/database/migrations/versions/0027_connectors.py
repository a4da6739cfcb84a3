"""Organisations' accounts at a marketplace's API, and since when what names of theirs stand here."""

from anteroom.database.migrations.rendering import send_sql

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    send_sql(__file__)
