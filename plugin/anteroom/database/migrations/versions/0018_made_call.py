"""Calls that are made for interviews in tools, what they show, and what the tools say of them."""

from anteroom.database.migrations.rendering import send_sql

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    send_sql(__file__)
