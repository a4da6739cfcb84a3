"""Sanctioned interviews that freelancers offer, and what clients fill into the form for one."""

from anteroom.database.migrations.rendering import send_sql

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    send_sql(__file__)
