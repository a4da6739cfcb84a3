"""What app.yaml says of Zoom."""

from __future__ import annotations

from dataclasses import dataclass, field

from anteroom.settings.secrets import theirs
from anteroom.settings.section import Section


@dataclass(frozen=True)
class Zoom:
    """Zoom: the app that companies connect, an account of the deployment's own, or both.

    `client_id` is None without the first. `account_id`, `server_client_id` and `user` are the second:
    a server-to-server app, and who of its account holds the calls. Each secret is "" where it is not given.
    """

    api_url: str
    web_url: str
    client_id: str | None = None
    account_id: str | None = None
    server_client_id: str | None = None
    user: str = "me"
    client_secret: str = field(default="", repr=False)
    server_secret: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)


def read(section: Section) -> Zoom | None:
    """Read it."""
    client_id = section.text_or_null("client_id")
    account_id = section.text_or_null("account_id")
    by_client = "client_id" if client_id else None
    by_account = "account_id" if account_id else None
    found = Zoom(
        api_url=section.url("api_url", default="https://api.zoom.us"),
        web_url=section.url("web_url", default="https://zoom.us"),
        client_id=client_id,
        account_id=account_id,
        server_client_id=section.text_or_null("server_client_id"),
        user=section.text("user", default="me"),
        client_secret=section.secret("ANTEROOM_ZOOM_CLIENT_SECRET", theirs, needed_by=by_client),
        server_secret=section.secret("ANTEROOM_ZOOM_SERVER_SECRET", theirs, needed_by=by_account),
        webhook_secret=section.secret("ANTEROOM_ZOOM_WEBHOOK_SECRET", theirs),
    )
    if (account_id is None) is not (found.server_client_id is None):
        section.refuse("account_id", f"and {section.full('server_client_id')} need one another")
    if not client_id and not account_id and section.used:
        section.refuse("client_id", f"is missing, and so is {section.full('account_id')}")
    return found if client_id or account_id else None
