"""Journey E, whether reminders help: some are held out of them, and clients are helped all the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from anteroom.nudges.actions import take_due
from anteroom.sandbox.marketplace.model import Event, Member, Proposal
from anteroom.sandbox.story.office import CLIENT
from anteroom.sandbox.story.program import call_api
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import prove

NAMES = (
    "Aylin Demir", "Bram Vos", "Chidi Okeke", "Dewi Lestari", "Elif Kaya", "Farid Rahmani",
    "Greta Lind", "Hugo Prado", "Ilse Maas", "Jun Mori", "Kaja Holm", "Lior Amsel",
)  # fmt: skip
ASKED = "Which day of next week would suit you?"
DAYS = 10
TEST = {"state": "test", "name": "story", "share": 500, "by": "noor", "reason": "first_test"}


async def play_journey_e_holdout(scene: Scene) -> None:
    """Ines writes to twelve who do not answer. Rosa is known by then, and Ines' office is open."""
    marketplace = scene.world.twins.marketplace
    proposals = _twelve(scene)
    await marketplace.sync()
    with scene.teller.step("Trust people begin a test: half are held out, by a keyed draw") as proof:
        phase = await call_api(scene, "/v1/experiment/phases", TEST, trust=True)
        prove((phase["state"], phase["share"]) == ("test", 500), f"something else began: {phase}")
        proof(f"phase {phase['number']}, “{phase['reason']}”")
    with scene.teller.step("Twelve do not answer Ines: some are reminded, the others are not") as proof:
        for proposal in proposals:
            await marketplace.say(CLIENT, proposal, ASKED)
        for _ in range(DAYS):
            scene.clock.travel_to(scene.clock.now() + timedelta(days=1))
            await take_due(scene.world.house)
        cases = await scene.until("a case for each", lambda: _all_told(scene, "case.opened", proposals))
        reminded = {each.proposal for each in marketplace.books.notices if each.proposal in proposals}
        told = _told(scene, "nudge.sent", proposals)
        prove(0 < len(reminded) < len(NAMES), f"the draw held nobody out, or everybody: {reminded}")
        prove(reminded == set(told), "the marketplace was told of others than were reminded")
        proof(f"{len(reminded)} of {len(NAMES)} were reminded in their threads")
        prove(len(cases) == len(NAMES), f"help for clients was withheld: {set(proposals) - set(cases)}")
        proof(f"for all {len(cases)} the client is helped: a case each")
    with scene.teller.step("What came of it is read arm by arm") as proof:
        scene.clock.travel_to(scene.clock.now() + timedelta(hours=2))
        seen = await call_api(scene, f"/v1/experiment/phases/{phase['number']}", trust=True)
        prove(seen["phase"]["name"] == "story", f"the results are of {seen['phase']}")
        arms = {
            each["measure"]: (each["nudged"]["people"], each["held_out"]["people"])
            for each in seen["compared"]
        }
        proof(f"people nudged and held out, as far as it is settled: {arms}")


def _twelve(scene: Scene) -> tuple[str, ...]:
    """Let twelve freelancers, whom no mail reaches, propose to Ines; return the proposals."""
    books = scene.world.twins.marketplace.books
    rosa = books.members["m-rosa"]
    made = []
    for number, name in enumerate(NAMES, start=1):
        member, proposal = f"m-quiet-{number}", f"p-quiet-{number}"
        person = replace(rosa.person, key=f"quiet-{number}", name=name, member=member)
        books.members[member] = Member(
            id=member,
            person=person,
            role="freelancer",
            organisation=None,
            organisation_roles=(),
            plan="basic",
            rating=5.0,
            completed_jobs=number,
        )
        books.proposals[proposal] = Proposal(
            proposal,
            f"t-quiet-{number}",
            f"j-quiet-{number}",
            f"Small job {number}",
            CLIENT,
            member,
            "active",
        )
        made.append(proposal)
    return tuple(made)


def _told(scene: Scene, kind: str, proposals: tuple[str, ...]) -> Mapping[str, Event]:
    """Return the newest event of a type by the proposal that it is about, of these proposals."""
    events = scene.world.twins.marketplace.events
    return {
        each.data["proposal"]: each
        for each in events
        if each.type == kind and each.data.get("proposal") in proposals
    }


def _all_told(scene: Scene, kind: str, proposals: tuple[str, ...]) -> Mapping[str, Event] | None:
    found = _told(scene, kind, proposals)
    return found if len(found) == len(proposals) else None
