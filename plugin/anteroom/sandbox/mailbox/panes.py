"""The mailbox's pages: a person's calendar and mails, with the buttons a calendar program has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web

from anteroom.sandbox.cast import Person
from anteroom.sandbox.mailbox.answers import AnswerNotSent
from anteroom.sandbox.mailbox.diary import Entry
from anteroom.sandbox.mailbox.own_events import OwnEvent
from anteroom.sandbox.page import times
from anteroom.sandbox.page.serving import FRAMED_BY, content_policy, make_templates, page

if TYPE_CHECKING:
    from anteroom.sandbox.mailbox.twin import SandboxMailbox

ANSWERS = {
    "NEEDS-ACTION": "· No answer yet",
    "ACCEPTED": "✓ Accepted",
    "DECLINED": "✗ Declined",
    "TENTATIVE": "? Maybe",
}
STATES = {
    "NEEDS-ACTION": "Waiting for your answer",
    "ACCEPTED": "You accepted",
    "DECLINED": "You declined",
    "TENTATIVE": "You said maybe",
}
# A mail's HTML gets no script, no form, nothing from elsewhere; its links open beside the mailbox.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    f"sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors {FRAMED_BY}"
)


class Panes:
    """The pages of one mailbox server."""

    def __init__(self, twin: SandboxMailbox) -> None:
        self._twin = twin
        self._templates = make_templates("anteroom.sandbox.mailbox")
        self._notices: dict[str, str] = {}

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        app.router.add_get("/", self.people)
        app.router.add_get("/pane/{person}", self.pane)
        app.router.add_get("/mails/{number}", self.html)
        app.router.add_get("/mails/{number}/raw", self.raw)
        app.router.add_post("/pane/{person}/answer", self._act(self._answer))
        app.router.add_post("/pane/{person}/propose", self._act(self._propose))
        app.router.add_post("/pane/{person}/events", self._act(self._make))
        app.router.add_post("/pane/{person}/events/move", self._act(self._move))
        app.router.add_post("/pane/{person}/events/cancel", self._act(self._cancel))

    async def people(self, request: web.Request) -> web.Response:
        """Whose mailbox you may open."""
        return page(self._templates, "people.html", {"people": self._twin.cast.people})

    async def pane(self, request: web.Request) -> web.Response:
        """One person's calendar, with what takes place before what does not, and mails."""
        person = self._person(request)
        entries = sorted(self._twin.calendar(person.key), key=lambda entry: entry.cancelled)
        content = {
            "person": person,
            "entries": [entry_view(entry, person) for entry in entries],
            "own_events": [own_view(event, person) for event in self._twin.own_events(person.key)],
            "next_input": times.local_input(self._next_hour(), person.zone),
            "next_zone": times.zone_name(self._next_hour(), person.zone),
            "mails": list(reversed(self._twin.mails(person.key))),
            "ignored": self._twin.ignored(person.key),
            "notice": self._notices.get(person.key),
            "zone": person.zone,
        }
        return page(self._templates, "mailbox.html", content, content_policy(frame_src="'self'"))

    async def html(self, request: web.Request) -> web.Response:
        """The HTML part of a mail, for its sandboxed frame."""
        mail = self._mail(request)
        return web.Response(
            text='<base target="_blank">' + mail.html,
            content_type="text/html",
            headers={"Content-Security-Policy": MAIL_POLICY},
        )

    async def raw(self, request: web.Request) -> web.Response:
        """The mail as it arrived."""
        return web.Response(body=self._mail(request).raw, content_type="text/plain", charset="utf-8")

    def _act(
        self, step: Callable[[Person, Any], Awaitable[None]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            person = self._person(request)
            form = await request.post()
            self._notices.pop(person.key, None)
            try:
                await step(person, form)
            except AnswerNotSent as error:
                self._notices[person.key] = error.sentence
            except KeyError:
                self._notices[person.key] = "This entry is no longer in the calendar."
            except ValueError:
                self._notices[person.key] = "Give a day, an hour and a length in minutes."
            raise web.HTTPSeeOther(f"/pane/{person.key}")

        return handle

    async def _answer(self, person: Person, form: Any) -> None:
        twin = self._twin
        answers = {"accept": twin.accept, "decline": twin.decline, "tentative": twin.tentative}
        await answers[str(form["answer"])](person.key, str(form["uid"]))

    async def _propose(self, person: Person, form: Any) -> None:
        start = times.from_local_input(str(form["starts_at"]), person.zone)
        end = start + timedelta(minutes=int(str(form["minutes"])))
        await self._twin.propose(
            person.key, str(form["uid"]), start, end, str(form.get("comment", "")).strip()
        )

    async def _make(self, person: Person, form: Any) -> None:
        start = times.from_local_input(str(form["starts_at"]), person.zone)
        end = start + timedelta(minutes=int(str(form["minutes"])))
        invited = [word for word in str(form["invited"]).replace(",", " ").split() if "@" in word]
        summary = str(form.get("summary", "")).strip() or "Event"
        description = str(form.get("description", "")).strip()
        await self._twin.make_event(person.key, summary, start, end, invited, description)

    async def _move(self, person: Person, form: Any) -> None:
        start = times.from_local_input(str(form["starts_at"]), person.zone)
        end = start + timedelta(minutes=int(str(form["minutes"])))
        await self._twin.change_event(person.key, str(form["uid"]), start=start, end=end)

    async def _cancel(self, person: Person, form: Any) -> None:
        await self._twin.cancel_event(person.key, str(form["uid"]))

    def _next_hour(self) -> datetime:
        """Where a new event begins unless one says otherwise: tomorrow, at a full hour."""
        return (self._twin.clock.now() + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)

    def _person(self, request: web.Request) -> Person:
        try:
            return self._twin.cast.person(request.match_info["person"])
        except KeyError:
            raise web.HTTPNotFound(text="Nobody here is called so.") from None

    def _mail(self, request: web.Request) -> Any:
        try:
            return self._twin.mail(int(request.match_info["number"]))
        except (KeyError, ValueError):
            raise web.HTTPNotFound(text="There is no such mail.") from None


def entry_view(entry: Entry, person: Person) -> dict[str, Any]:
    """An entry in the words and the zone of its owner."""
    own = person.email.casefold()
    return {
        "entry": entry,
        "when": times.span(entry.starts_at, entry.ends_at, person.zone),
        "zone_name": times.zone_name(entry.starts_at, person.zone),
        "earlier": times.moment(entry.earlier, person.zone) if entry.earlier else None,
        "state": STATES.get(entry.answer, entry.answer),
        "people": [
            {"name": "You" if each.address.casefold() == own else each.name or each.address,
             "mark": ANSWERS.get(entry.answer if each.address.casefold() == own else each.answer, "")}
            for each in entry.attendees
        ],
        "starts_input": times.local_input(entry.starts_at, person.zone),
        "minutes": int((entry.ends_at - entry.starts_at).total_seconds() // 60),
    }  # fmt: skip


def own_view(event: OwnEvent, person: Person) -> dict[str, Any]:
    """An event of the person's own, with what those invited said."""
    return {
        "event": event,
        "when": times.span(event.starts_at, event.ends_at, person.zone),
        "zone_name": times.zone_name(event.starts_at, person.zone),
        "people": [
            {
                "name": each.name or each.address,
                "mark": ANSWERS.get(each.answer, ""),
                "proposed": times.moment(each.proposed, person.zone) if each.proposed else "",
                "comment": each.comment,
            }
            for each in event.guests
        ],
        "starts_input": times.local_input(event.starts_at, person.zone),
        "minutes": int((event.ends_at - event.starts_at).total_seconds() // 60),
    }
