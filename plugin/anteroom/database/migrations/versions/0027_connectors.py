"""Organisations' accounts at a marketplace's API, and what of a marketplace's names stands here since when."""

from anteroom.database.migrations.rendering import send_sql

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    send_sql(__file__)
