"""Each action that names a `member`, made ready: where it is taken, and what is sent besides the member."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from anteroom.app import TIMEKEEPER
from callers.stage import FREELANCER, HOST, SLIP, Prepare, Stage, Target

SOON = timedelta(days=2, hours=1)
LINK = "https://zoom.us/j/85012345678?pwd=Rk9yIGRvY3MgYWxvbmU"


def on_interview(what: str, **body: Any) -> Prepare:
    """Something that is done with an interview two days ahead."""

    async def prepare(stage: Stage) -> Target:
        path = await stage.schedule()
        told = {**body, "starts_at": stage.at(SOON)} if "starts_at" in body else body
        return f"{path}/{what}", told

    return prepare


def on_guest(what: str) -> Prepare:
    """Something that is done with the guest's party."""

    async def prepare(stage: Stage) -> Target:
        path = await stage.schedule()
        return f"{path}/parties/{stage.guest_party}/{what}", {}

    return prepare


def after_call(what: str, **body: Any) -> Prepare:
    """Something that is done once an interview is over to which nobody came."""

    async def prepare(stage: Stage) -> Target:
        path = await stage.schedule(timedelta(hours=1))
        freelancer = {"member": FREELANCER, "answer": "accepted"}
        assert (await stage.api.post(f"{path}/answers", freelancer)).status == 200
        for minutes in (50, 60):
            stage.clock.advance(timedelta(minutes=minutes))
            # Time alone passes: nobody here reads what would be sent.
            await stage.api.world.app[TIMEKEEPER].step()
        told = {**body, "starts_at": stage.at(timedelta(days=1))} if "starts_at" in body else body
        return f"{path}/{what}", told

    return prepare


def with_held(what: str, **body: Any) -> Prepare:
    """Something that a writer does with a text that is held."""

    async def prepare(stage: Stage) -> Target:
        slip = {"proposal": "p-payments", "from": FREELANCER, "text": SLIP, "sent_at": stage.at(timedelta(0))}
        answer = await stage.api.put(f"/v1/messages/msg-{stage.next()}", slip)
        return f"/v1/held/{answer.said['held']['id']}/{what}", body

    return prepare


def with_access(what: str, *, granted: bool, **body: Any) -> Prepare:
    """Something that is done with a request of the client's for the freelancer's address."""

    async def prepare(stage: Stage) -> Target:
        proposal = await stage.proposal(f"p-{stage.next()}")
        wish = {"member": HOST, "system": "The source repository", "purpose": "To look around"}
        asked = await stage.api.post(f"/v1/proposals/{proposal}/access-requests", wish)
        path = f"/v1/access-requests/{asked.said['id']}"
        if granted:
            yes = {"member": FREELANCER, "decision": "approve"}
            assert (await stage.api.post(f"{path}/decision", yes)).status == 200
        return f"{path}/{what}", body

    return prepare


def with_offer_of_interview(what: str) -> Prepare:
    """Something that is done with the freelancer's offer of an interview."""

    async def prepare(stage: Stage) -> Target:
        proposal = await stage.proposal(f"p-{stage.next()}")
        made = await stage.api.post(f"/v1/proposals/{proposal}/interview-offers", {"member": FREELANCER})
        return f"/v1/interview-offers/{made.said['id']}/{what}", {}

    return prepare


def on_proposal(what: str, **body: Any) -> Prepare:
    """Something that is asked for on a proposal."""

    async def prepare(stage: Stage) -> Target:
        proposal = await stage.proposal(f"p-{stage.next()}")
        return f"/v1/proposals/{proposal}/{what}", body

    return prepare


async def schedule(stage: Stage) -> Target:
    """An interview that is not there yet."""
    return "/v1/interviews", {"proposal": "p-payments", "starts_at": stage.at(SOON), "minutes": 30}


async def answer_politely(stage: Stage) -> Target:
    """A question to leave that the freelancer has read and not answered."""
    proposal = await stage.proposal(f"p-{stage.next()}")
    asked = {"proposal": proposal, "from": HOST, "text": "Can we do this on WhatsApp with my boss?"}
    await stage.put(f"/v1/messages/m-{proposal}", {**asked, "sent_at": stage.at(timedelta(0))})
    return f"/v1/proposals/{proposal}/polite-answer", {}


async def make_report(stage: Stage) -> Target:
    """A report about a proposal that nobody has made yet."""
    proposal = await stage.proposal(f"p-{stage.next()}")
    words = "I was asked to go on elsewhere."
    return "/v1/reports", {"proposal": proposal, "category": "leaving", "words": words}


async def open_poll(stage: Stage) -> Target:
    """Times that are not offered yet."""
    times = [stage.at(SOON + timedelta(days=days)) for days in (0, 1)]
    return "/v1/proposals/p-payments/polls", {"times": times, "minutes": 30}


async def take_offer(stage: Stage) -> Target:
    """A time that the host offered."""
    path = await stage.schedule()
    offers = {"member": HOST, "offers": [stage.at(SOON)]}
    offered = await stage.api.post(f"{path}/offers", offers)
    return f"{path}/offers/{offered.said['offers'][0]['id']}/take", {}


async def schedule_day(stage: Stage) -> Target:
    """A day of two freelancers that is not there yet."""
    other = f"p-{stage.next()}"
    job = {"id": "j-payments", "title": "Payments API in Go"}
    told = {"client": HOST, "freelancer": "m-rival_freelancer", "job": job, "thread": f"t-{other}"}
    await stage.put(f"/v1/proposals/{other}", {**told, "state": "active"})
    proposals = ["p-payments", other]
    return "/v1/interview-days", {"proposals": proposals, "starts_at": stage.at(SOON), "minutes": 30}


async def find_times(stage: Stage) -> Target:
    """Times at which people can meet, which are looked for and change nothing."""
    window = {"since": stage.at(SOON), "until": stage.at(SOON + timedelta(days=5))}
    return "/v1/proposals/p-payments/common-times", {**window, "minutes": 30}


async def next_times(stage: Stage) -> Target:
    """The next times for an interview, which are looked at."""
    return f"{await stage.schedule()}/common-times", {}


def on_poll(what: str, **body: Any) -> Prepare:
    """Something that is done while people say which of several times suit them."""

    async def prepare(stage: Stage) -> Target:
        path = await stage.poll()
        told = await stage.api.get(f"{path}/poll")
        time = told.said["times"][0]["id"]
        if what == "marks":
            return f"{path}/poll/marks", {"marks": [{"time": time, "mark": "if_need_be"}]}
        return f"{path}/poll/{what}", {"time": time} if what == "choose" else body

    return prepare


def on_counter(what: str) -> Prepare:
    """Something that is done with a time that the freelancer proposed."""

    async def prepare(stage: Stage) -> Target:
        path = await stage.schedule()
        wish = {"member": FREELANCER, "starts_at": stage.at(SOON), "minutes": 30}
        assert (await stage.api.post(f"{path}/counters", wish)).status == 200
        listed = await stage.api.get(f"{path}/counters")
        return f"{path}/counters/{listed.said['counters'][-1]['id']}/{what}", {}

    return prepare


async def hand_over(stage: Stage) -> Target:
    """The hosting, for the guest."""
    path = await stage.schedule()
    return f"{path}/hand-over", {"party": stage.guest_party}


async def run_late(stage: Stage) -> Target:
    """An interview that begins within two hours."""
    return f"{await stage.schedule(timedelta(hours=1))}/late", {"minutes": 10}


async def times(stage: Stage) -> Target:
    """Times for another try, which are looked at."""
    path, _ = await after_call("times")(stage)
    return path, {}


READY: dict[str, Prepare] = {
    "schedule_interview": schedule,
    "move_interview": on_interview("move", starts_at=""),
    "cancel_interview": on_interview("cancel"),
    "answer_interview": on_interview("answers", answer="tentative"),
    "propose_time": on_interview("counters", starts_at="", minutes=30),
    "run_late": run_late,
    "offer_times": on_interview("offers", offers=[]),
    "take_offer": take_offer,
    "schedule_day": schedule_day,
    "find_times": find_times,
    "next_common_times": next_times,
    "open_poll": open_poll,
    "mark_times": on_poll("marks"),
    "choose_time": on_poll("choose"),
    "extend_poll": on_poll("extend"),
    "offer_interview": on_proposal("interview-offers"),
    "send_polite_answer": answer_politely,
    "withdraw_interview_offer": with_offer_of_interview("withdraw"),
    "decline_interview_offer": with_offer_of_interview("decline"),
    "add_party": on_interview("parties", email="new@people.example", label="Noor"),
    "remove_party": on_guest("remove"),
    "admit_party": on_guest("admit"),
    "refuse_party": on_guest("refuse"),
    "dismiss_party": on_guest("dismiss"),
    "hand_over": hand_over,
    "accept_counter": on_counter("accept"),
    "decline_counter": on_counter("decline"),
    "revoke_pass": on_guest("revoke"),
    "place_interview": on_interview("place", link=LINK),
    "ask_for_agreement": on_interview("agreement", agreement={}),
    "reword_held": with_held("reword", text="Shall we talk on Friday, then?"),
    "withdraw_held": with_held("withdraw"),
    "appeal_held": with_held("appeal"),
    "ask_again": after_call("again"),
    "list_times": times,
    "rebook_interview": after_call("rebook", starts_at=""),
    "rate_connection": after_call("connection", said="good"),
    "contest_interview": after_call("contests", claim="held", words="We were both there."),
    "ask_for_access": on_proposal(
        "access-requests", system="The source repository", purpose="To look around"
    ),
    "make_report": make_report,
    "decide_access": with_access("decision", granted=False, decision="approve"),
    "show_address": with_access("showing", granted=True),
    "preview_disclosures": on_proposal("disclosures/preview"),
}
