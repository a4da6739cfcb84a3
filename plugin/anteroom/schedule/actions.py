"""What happens to a filled-in form: it is tried without sending it, and sent once."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as replaced

from anteroom.embeds.sessions import Viewer
from anteroom.errors import AnteroomError, Conflict, ContactInText
from anteroom.house import House
from anteroom.interviews import actions as interviews
from anteroom.interviews.model import Interview
from anteroom.interviews.offers import offer_times
from anteroom.interviews.rehearsal import rehearse
from anteroom.once import Joined
from anteroom.passes.words import LobbyWords
from anteroom.people import zones
from anteroom.people.zones import Source
from anteroom.schedule import drafts
from anteroom.schedule.drafts import Draft
from anteroom.schedule.filled import Filled
from anteroom.schedule.preview import Preview, preview_of
from anteroom.schedule.wish import Faults, Wish, wish_of
from anteroom.texts.errand import ToPrepare
from anteroom.texts.holding import hold_refused
from anteroom.texts.model import Way

CHANGED = "The form behind this step has changed since. Look at it once more, please."


@dataclass(frozen=True, slots=True)
class Tried:
    """What trying a form came to: a preview, or faults by field, or the heart's refusal."""

    preview: Preview | None = None
    faults: Faults | None = None
    refusal: AnteroomError | None = None


async def try_out(house: House, viewer: Viewer, filled: Filled, say: LobbyWords, *, hold: bool) -> Tried:
    """Schedule and undo it, so that what sending would refuse is said before anybody is contacted.

    What the guard refuses is held, with `hold`: a form was sent. A held text of a form waits for nothing:
    should people let it pass, the form still has to be sent.
    """
    wish = wish_of(filled, viewer.proposal.id, viewer.person_id, house.clock.now())
    if not isinstance(wish, Wish):
        return Tried(faults=wish)
    found: list[Preview] = []

    async def act(house: House) -> None:
        interview = await _scheduled(house, wish)
        async with house.database.connection() as conn:
            found.append(await preview_of(conn, house, interview, wish, filled.zone, say))

    try:
        await rehearse(house, act)
    except ContactInText as error:
        if hold and error.unsent is not None:
            errand = ToPrepare(error.unsent.proposal_id, viewer.person_id)
            error.unsent = replaced(error.unsent, errand=errand)
            await hold_refused(house, error, Way.API)
        return Tried(refusal=error)
    except AnteroomError as error:
        return Tried(refusal=error)
    return Tried(preview=found[0])


async def keep(house: House, viewer: Viewer, draft_id: str, filled: Filled) -> str:
    """Keep what was filled in; return the draft's id. Raises Conflict for one that was sent."""
    async with house.database.transaction() as conn:
        # One form at a time of one person: two first submissions at once become one draft each, and no more.
        return await drafts.keep(conn, house, viewer.proposal.id, viewer.person_id, draft_id, filled)


async def send(house: House, viewer: Viewer, draft_id: str, shown: str) -> str:
    """Send a form and return the interview's id; the same form again returns the same interview.

    `shown` is the print of what was read in the last step. Raises Conflict where that is not what would be
    sent, or is gone, and whatever scheduling raises; nothing has happened then.
    """
    async with house.database.transaction() as conn:
        # Whoever sends it a second time waits here until the first has ended.
        draft = await drafts.load(conn, house, draft_id, viewer.proposal.id, viewer.person_id, lock=True)
        if draft.interview_id is not None:
            return draft.interview_id
        wish = _wish_again(house, viewer, draft, shown)
        interview = await _scheduled(replaced(house, database=Joined(conn)), wish)
        await drafts.sent(conn, draft.id, interview.id)
        if draft.filled is not None:
            # Where nobody has told us one, invitations are written in the zone that was chosen.
            await zones.tell(conn, viewer.person_id, Source.BROWSER, draft.filled.zone, house.clock.now())
    house.failpoints.reach("schedule-form-sent")
    return interview.id


async def _scheduled(house: House, wish: Wish) -> Interview:
    interview = await interviews.schedule(house, wish.command)
    if not wish.offers:
        return interview
    try:
        return await offer_times(house, interview.id, wish.command.actor, wish.offers)
    except AnteroomError as error:
        error.field = "offers"
        raise


def _wish_again(house: House, viewer: Viewer, draft: Draft, shown: str) -> Wish:
    if draft.filled is None or draft.filled.print != shown:
        raise Conflict(CHANGED)
    wish = wish_of(draft.filled, viewer.proposal.id, viewer.person_id, house.clock.now())
    if not isinstance(wish, Wish):
        raise Conflict("Something in the form is not possible any more. Look at it once more, please.")
    return wish
