"""What the form that schedules shows first: what was said already, or at once the step behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from anteroom.api.doorway import Passage
from anteroom.errors import AnteroomError, Conflict
from anteroom.house import House
from anteroom.interviews import agreement
from anteroom.meetings.offered import tools_for
from anteroom.people.persons import zone_and_language
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal
from anteroom_slack.cards.blocks import Block, escaped
from anteroom_slack.cards.moments import epoch
from anteroom_slack.forms.consent_view import consent_view
from anteroom_slack.forms.drafts import Draft, DraftGuest, Form, load
from anteroom_slack.forms.finding import Finding, Query
from anteroom_slack.forms.found_blocks import USUAL_WINDOW, Choice, Shown
from anteroom_slack.forms.loading import Fill
from anteroom_slack.forms.marks import marks_of
from anteroom_slack.forms.modal import USUAL_LENGTH
from anteroom_slack.forms.proposals_menu import offer
from anteroom_slack.forms.schedule_modal import Prefill, schedule_view
from anteroom_slack.forms.scheduling import Scheduling
from anteroom_slack.forms.submission import ViewBody
from anteroom_slack.line import Json
from anteroom_slack.people.accounts import Speaker, account_of
from anteroom_slack.people.colleagues import Colleagues
from anteroom_slack.typed import when
from anteroom_slack.typed.said import Guest

TICKED = "*The times that you ticked.* Press “Look again” for others."
NO_PROPOSAL = (
    "You have no open proposal to interview for. Interviews hang on a proposal: shortlist one first."
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was said of an interview so far; `note` is what the form says above everything else.

    With a `window`, as people say it, a time is looked for in place of `starts_at`.
    """

    proposal: Proposal | None = None
    starts_at: datetime | None = None
    minutes: int = USUAL_LENGTH
    people: tuple[str, ...] = ()
    guests: tuple[Guest, ...] = ()
    agenda: str = ""
    note: str = ""
    window: str = ""

    @property
    def draft(self) -> Draft | None:
        """A whole form, where everything that must be said was said."""
        if self.proposal is None or self.starts_at is None:
            return None
        guests = tuple(DraftGuest(each.email, each.label) for each in self.guests)
        return Draft(
            proposals=(self.proposal.id,),
            starts_at=self.starts_at,
            minutes=self.minutes,
            colleagues=self.people,
            guests=guests,
            agenda=self.agenda,
        )


class Opening:
    """Makes the content of a form that stands on the screen already."""

    def __init__(self, house: House, colleagues: Colleagues) -> None:
        self._house = house
        self._colleagues = colleagues
        self._scheduling = Scheduling(house, colleagues)

    def filling(self, speaker: Speaker, wish: Wish) -> Fill:
        """Return what fills the form: with everything said the last step, else the form with what was."""

        async def fill(view_id: str) -> tuple[Json, Passage]:
            draft = wish.draft
            if draft is None:
                return await self._form(speaker, wish)
            named = await self._colleagues.named(draft.colleagues)
            people = [named[user_id] for user_id in draft.colleagues if user_id in named]
            if len(people) < len(draft.colleagues) or any(each.refusal for each in people):
                return await self._form(speaker, wish)
            try:
                await self._scheduling.rehearsed(speaker, draft, people, hold=False)
            except AnteroomError as error:
                return await self._form(speaker, replace(wish, note=error.sentence))
            consent = await self._scheduling.kept(Form(speaker, view_id), draft, people)
            return consent_view(consent, changes=True), Passage(readers=consent.readers, minted=consent.own)

        return fill

    async def reopened(self, speaker: Speaker, view: ViewBody) -> tuple[Json, Passage]:
        """Return the form again for what the step behind it shows. Raises Conflict once that is gone."""
        async with self._house.database.connection() as conn:
            draft = await load(conn, self._house, Form(speaker, view.root))
            found = [await proposals.proposal(conn, each) for each in draft.proposals]
        text = draft.nda if draft.nda != agreement.STANDARD else ""
        return await self._shown(
            speaker,
            found,
            Prefill(
                starts_at=draft.starts_at,
                minutes=draft.minutes,
                pause=draft.pause,
                colleagues=draft.colleagues,
                guests="\n".join(Guest(each.email, each.label).line for each in draft.guests),
                agenda=draft.agenda,
                nda=text,
                nda_title=draft.nda_title,
                agreed=bool(draft.nda),
                first=draft.first,
                **_again(draft),
            ),
        )

    async def _form(self, speaker: Speaker, wish: Wish) -> tuple[Json, Passage]:
        prefill = Prefill(
            starts_at=wish.starts_at,
            minutes=wish.minutes,
            colleagues=wish.people,
            guests="\n".join(guest.line for guest in wish.guests),
            agenda=wish.agenda,
            note=wish.note,
        )
        if wish.window:
            prefill = await self._looked(speaker, wish, prefill)
        return await self._shown(speaker, [wish.proposal] if wish.proposal else [], prefill)

    async def _looked(self, speaker: Speaker, wish: Wish, prefill: Prefill) -> Prefill:
        """Return the form with the times that were found for what was said."""
        query = Query(
            proposal=wish.proposal.id if wish.proposal else "",
            people=wish.people,
            guests=tuple((each.email, each.label) for each in wish.guests),
            minutes=wish.minutes,
            window=wish.window,
        )
        shown, zone, own = await Finding(self._house, self._colleagues).found(speaker, query)
        return replace(prefill, finding=shown, zone=zone, own=(*own, *shown.own))

    async def _shown(
        self, speaker: Speaker, chosen: list[Proposal], prefill: Prefill
    ) -> tuple[Json, Passage]:
        named = await self._colleagues.named(prefill.colleagues)
        async with self._house.database.connection() as conn:
            account = await account_of(conn, speaker)
            if account is None:
                raise Conflict("Your account is not connected any more. Type `/interview connect`.")
            zone, _ = await zone_and_language(conn, account.person_id)
            prefill = replace(prefill, zone=zone)
            options = [await _option(conn, each) for each in chosen]
            tools = tuple(await tools_for(conn, self._house, account.person_id))
            marks, own = await marks_of(
                conn, self._house, speaker.place, prefill.colleagues, named, last=False
            )
        understood = ""
        moments: tuple[str, ...] = ()
        if prefill.starts_at is not None:
            ends_at = prefill.starts_at + timedelta(minutes=prefill.minutes)
            understood = when.echo(prefill.starts_at, ends_at, zone)
            moments = (str(epoch(prefill.starts_at)),)
        shown = replace(
            prefill, proposals=tuple(options), marks=tuple(marks), understood=understood, tools=tools
        )
        texts = (prefill.guests, *prefill.guests.split("\n"), prefill.agenda, prefill.nda, prefill.nda_title)
        ids = tuple(text for each in chosen for text in (each.id, each.external_id))
        typed = tuple(text for each in texts if each for text in (each, escaped(each)))
        minted = (*own, *ids, *moments, *typed, *prefill.own)
        return schedule_view(shown), Passage(readers=(account.person_id,), minted=minted)


def _again(draft: Draft) -> dict[str, Any]:
    """Return what stands in the place of the time where several were ticked: these, without looking again."""
    if not draft.others:
        return {}
    choices = tuple(Choice(*each) for each in draft.times)
    shown = Shown(USUAL_WINDOW, draft.minutes, TICKED, choices, ticked=True)
    return {"finding": shown, "own": shown.own}


async def _option(conn: Any, proposal: Proposal) -> Block:
    freelancer = await proposals.member_by_person(conn, proposal.freelancer_id)
    return offer(proposal, freelancer.label if freelancer else "")
