"""What a lesson says, in its reader's language, wherever the guard's answer is read."""

from __future__ import annotations

from dataclasses import dataclass

from anteroom.conduct.lessons import store
from anteroom.conduct.lessons.model import Lesson, Step, suggests_report
from anteroom.database.connection import Connection
from anteroom.errors import AnteroomError, ContactInText
from anteroom.house import House
from anteroom.interview_offers.words import schedule_url
from anteroom.interviews import store as interviews
from anteroom.languages import sentences, spoken
from anteroom.people.persons import zone_and_language
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Proposal


@dataclass(frozen=True, slots=True)
class Told:
    """A lesson as its writer reads it: a line above, some sentences, and the sanctioned way one tap away.

    `url` is the form for exactly this proposal, or the page where an interview is offered; it opens for whom
    the marketplace vouches, without Slack too. "" with its `button` for who has no account there.
    """

    step: Step
    language: str
    title: str
    sentences: tuple[str, ...]
    button: str = ""
    url: str = ""

    @property
    def said(self) -> str:
        """All of it but the way, as one line."""
        return " ".join((f"{self.title}.", *self.sentences))

    @property
    def text(self) -> str:
        """All of it, for where there is nothing but plain text."""
        return f"{self.said} {self.button}: {self.url}" if self.url else self.said


async def told(conn: Connection, house: House, lesson: Lesson) -> Told:
    """Return a lesson for whoever slipped."""
    slip = lesson.slip
    proposal = await proposals.proposal(conn, slip.proposal_id)
    _, language = await zone_and_language(conn, slip.writer_id)
    member = await proposals.member_by_person(conn, slip.writer_id)
    side = member.role if member is not None else "guest"
    if side == "freelancer" and not await _may_offer(conn, proposal, slip.writer_id):
        side = "guest"
    # What went on although it asked to leave was not held, and only what is held can be contested.
    contestable = house.settings.reviewed and await store.is_held(conn, slip.digest)
    return _told(house, proposal, lesson, language, side, contestable=contestable)


async def taught(house: House, error: AnteroomError) -> Told | None:
    """Return the lesson of a refused text for its writer; None where there is none."""
    if not isinstance(error, ContactInText) or error.lesson is None:
        return None
    async with house.database.connection() as conn:
        return await told(conn, house, error.lesson)


async def with_lesson(conn: Connection, house: House, why: str, lesson: Lesson | None) -> str:
    """Return what the guard says with the lesson behind it, for where people are in an interview already."""
    return f"{why} {(await told(conn, house, lesson)).said}" if lesson is not None else why


async def _may_offer(conn: Connection, proposal: Proposal, person_id: str) -> bool:
    """Tell whether a freelancer can offer an interview: the own proposal has none ahead."""
    ahead = await interviews.of_proposal(conn, proposal.id)
    return person_id == proposal.freelancer_id and all(each.state.over or each.hidden for each in ahead)


async def told_of_held(conn: Connection, house: House, held_id: str) -> Told | None:
    """Return the lesson about a held text for its writer; None where it was no slip."""
    kept = await store.of_held(conn, held_id) if held_id else None
    return await told(conn, house, kept.lesson) if kept is not None else None


def _told(
    house: House, proposal: Proposal, lesson: Lesson, language: str, side: str, *, contestable: bool
) -> Told:
    names = {
        "marketplace": house.settings.marketplace.name,
        "number": str(lesson.number),
        "days": str(house.settings.conduct.lessons.days),
    }
    step = lesson.step

    def say(key: str) -> str:
        return lesson_words(language, key, **names)

    sentences = [say(f"{step}.{lesson.slip.kind}" if step is Step.LESSON else f"{step}.what")]
    if step is Step.REPORT:
        suggested = suggests_report(lesson.slip, lesson.number)
        sentences.append(say("report.suggested" if suggested else "report.may"))
    sentences.append(say(f"way.{side}"))
    if contestable:
        sentences.append(say("mistake"))
    url = "" if side == "guest" else schedule_url(house, proposal)
    button = say(f"button.{side}") if url else ""
    return Told(step, spoken(language), say(f"{step}.title"), tuple(sentences), button, url)


def lesson_words(language: str, key: str, **values: str) -> str:
    """Return a sentence; English for a language without a catalogue. Raises KeyError for an unknown key."""
    return sentences("anteroom.conduct.lessons", spoken(language), "lessons")[key].format(**values)
