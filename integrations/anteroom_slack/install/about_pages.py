"""What anybody may read before installing: each scope and why, what becomes of data, whom to ask."""

from __future__ import annotations

from aiohttp import web

from anteroom.api.doorway import FIXED_WORDS
from anteroom.house import House
from anteroom_slack.install.scopes import BASE, OPTIONAL, Group
from anteroom_slack.install.slack_page import Link, Row, Section, slack_page

ADD = Link("Add to Slack", "/slack/install")


class AboutPages:
    """`GET /slack/scopes`, `GET /slack/privacy` and `GET /slack/support`."""

    def __init__(self, house: House) -> None:
        self._house = house

    @property
    def routes(self) -> list[web.RouteDef]:
        """Where they are."""
        return [
            web.get("/slack/scopes", self.scopes),
            web.get("/slack/privacy", self.privacy),
            web.get("/slack/support", self.support),
        ]

    async def scopes(self, request: web.Request) -> web.Response:
        """Explain each scope."""
        request[FIXED_WORDS] = True
        return slack_page(
            request,
            self._house,
            "What Anteroom asks of your workspace",
            (
                "Four things it cannot do without, and some that you may allow later. It asks for those when "
                "somebody first needs them, and works without.",
                "It reads no messages, no files and no history, and acts in nobody's name.",
            ),
            action=ADD if self._house.settings.secrets.slack_client_id else None,
            sections=(
                Section("Needed", rows=_rows(BASE)),
                *(Section(group.title, (group.asks,), _rows(group)) for group in OPTIONAL),
            ),
        )

    async def privacy(self, request: web.Request) -> web.Response:
        """Say what is kept, for what, for how long, and who sees it."""
        request[FIXED_WORDS] = True
        place, days = (
            self._house.settings.marketplace.name,
            self._house.settings.slack.keep_days_after_removal,
        )
        return slack_page(
            request,
            self._house,
            "Privacy",
            (
                f"Anteroom schedules interviews between clients and freelancers of {place}, before a "
                "contract.",
            ),
            sections=(
                Section("What it takes from Slack", _TAKEN),
                Section("Who sees it", _SEEN),
                Section(
                    "How long it is kept",
                    (
                        "Whoever disconnects with /interview disconnect is forgotten as a Slack user at "
                        "once.",
                        "When Anteroom is removed from a workspace, its tokens are deleted at once, and "
                        + (
                            f"{days} days later everything that Slack told of its people: who is who, "
                            "conversations, time zones and e-mail addresses."
                            if days
                            else "so is everything that Slack told of its people."
                        ),
                        "Where it is installed again before that, it begins anew: what it knew is deleted "
                        "then.",
                        "Interviews themselves, with the names under which people were invited, belong to "
                        f"{place} and are kept as its own policy says.",
                    ),
                ),
                Section(
                    "Your wishes",
                    (f"To see, correct or delete what is kept of you, write to {self._contact}.",),
                ),
            ),
        )

    async def support(self, request: web.Request) -> web.Response:
        """Say whom to ask, and what helps."""
        request[FIXED_WORDS] = True
        return slack_page(
            request,
            self._house,
            "Support",
            (
                f"Write to {self._contact}. If a message of Anteroom's ended with a reference, copy it: it "
                "leads "
                "to our log, and holds nothing of what you typed.",
            ),
            action=Link(f"Write to {self._contact}", f"mailto:{self._contact}"),
            sections=(Section("Often asked", _ASKED),),
        )

    @property
    def _contact(self) -> str:
        return self._house.settings.mail.abuse_address


def _rows(group: Group) -> tuple[Row, ...]:
    return tuple(
        Row(scope.name, f"{scope.why[0].upper()}{scope.why[1:]}.", f"Without it: {scope.without}.")
        for scope in group.scopes
    )


_TAKEN = (
    "The workspace's id, and a token that lets Anteroom speak there. It is kept sealed under a key outside "
    "the "
    "database.",
    "Of people who type /interview, press a button or are invited: their id, name and time zone. The e-mail "
    "address "
    "only where your workspace allowed it, and only of somebody who is invited.",
    "What somebody types into Anteroom's own forms and commands. It reads no messages and no files.",
)
_SEEN = (
    "The people of an interview see a name and an answer of one another, never an address or a number.",
    "Contact details are kept sealed, and shown to the other side by a contract alone.",
    "Nobody is written to whom nobody invited. Nothing is sold, and nothing is used to train anything.",
)
_ASKED = (
    "/interview does not answer: type /interview help. If Slack says that it failed, try again in a minute.",
    "My workspace must approve apps first: ask in Slack, and come back to the page that adds Anteroom once "
    "it is done.",
    "I want it to stop: /interview disconnect for yourself. An administrator removes it for all in Slack, "
    "under "
    "Manage apps.",
)
