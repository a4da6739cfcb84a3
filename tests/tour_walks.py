"""The walks of docs/tour.md: what somebody presses, journey by journey, and where a picture is taken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tour import Visitor

ME, THREAD, MAIL = "slack", "thread", "mailbox"
TYPED = "Message Anteroom"


def in_days(visitor: Visitor, days: int, hour: int, zone: str = "Europe/Berlin") -> datetime:
    """A time of day some days from the sandbox's now, where somebody is."""
    now = visitor.world.house.clock.now().astimezone(ZoneInfo(zone))
    return (now + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def local(at: datetime) -> str:
    """As a field for day and hour takes it."""
    return f"{at:%Y-%m-%dT%H:%M}"


async def connected(visitor: Visitor) -> None:
    """Connect Maya's account, as journey A tells it."""
    quietly = visitor.unnoticed()
    await connect(quietly)


async def connect(visitor: Visitor) -> None:
    """Type the command, and come back from the marketplace."""
    await visitor.fill(ME, TYPED, "/interview")
    await visitor.press(ME, "Send")
    tab = await visitor.press_for_tab(ME, "Connect")
    await tab.press("", "Maya Okafor client")
    await tab.press("", "Link")
    await tab.press("", "Yes, I typed it: connect")
    await tab.page.get_by_role("heading", name="You are connected").wait_for()
    await tab.page.close()
    await visitor.press(ME, "Continue")


async def executive(visitor: Visitor) -> None:
    """Journey A."""
    await connect(visitor)
    await visitor.choose(ME, "Proposal", "Payments API")
    await visitor.fill(ME, "When", local(in_days(visitor, 2, 15)))
    await visitor.press(ME, "Dana Whitfield")
    await visitor.fill(ME, "Agenda", "How the ledger stays consistent.")
    await visitor.press(ME, "Next")
    await visitor.sees(ME, "Nobody has been contacted yet.")
    await visitor.picture("a-check", ME)
    await visitor.press(ME, "Invite")
    await visitor.press(MAIL, "Accept")
    await visitor.sees(MAIL, "You accepted")
    await visitor.be(MAIL, "Leo")
    await visitor.press(MAIL, "Propose a new time")
    await visitor.fill(MAIL, "Start", local(in_days(visitor, 2, 12, "America/Sao_Paulo")))
    await visitor.press(MAIL, "Send the proposal")
    await visitor.sees(ME, "Suits:")
    await visitor.lacks(THREAD, "No connection")
    await visitor.picture("a-counter")
    await visitor.press(ME, "Accept this time")
    await visitor.sees(ME, "Scheduled")
    await visitor.press("", "Jump to ten minutes before")
    await visitor.be(ME, "Dana")
    lobby = await visitor.press_for_tab(ME, "Join")
    await lobby.sees("", "Dana Whitfield")
    await lobby.picture("a-lobby")
    await lobby.page.close()
    await visitor.be(THREAD, "Maya")
    await visitor.press(THREAD, "Proposal and contract")
    await visitor.press(THREAD, "Make an offer")
    await visitor.sees(THREAD, "Proposal offered")
    await visitor.be(THREAD, "Leo")
    await visitor.press(THREAD, "Proposal and contract")
    await visitor.press(THREAD, "Accept the offer")
    await visitor.sees(THREAD, "Your contract opens these to you.")
    await visitor.picture("a-contract", THREAD, end=True)


async def own_tool(visitor: Visitor) -> None:
    """Journey A′."""
    await connected(visitor)
    await visitor.choose(ME, "Proposal", "Ledger")
    await visitor.fill(ME, "When", local(in_days(visitor, 1, 15)))
    await visitor.press(ME, "Dana Whitfield")
    await visitor.choose(ME, "Where", "Zoom")
    await visitor.press(ME, "Next")
    await visitor.sees(ME, "made for this interview alone")
    await visitor.press(ME, "Invite")
    await visitor.sees(ME, "You will meet in Zoom")
    await visitor.press("", "Jump to ten minutes before")
    lobby = await visitor.press_for_tab(ME, "Join")
    await lobby.sees("", "Zoom shows everybody the name")
    await lobby.picture("tool-lobby")
    await lobby.page.close()


async def scheduled(visitor: Visitor) -> None:
    """Schedule in the thread, as Maya; she sits there already."""
    start = in_days(visitor, 2, 15)
    await visitor.press(THREAD, "Schedule an interview")
    await visitor.fill(THREAD, "Day", f"{start:%Y-%m-%d}")
    await visitor.fill(THREAD, "Time", f"{start:%H:%M}")
    await visitor.fill(THREAD, "E-mail", visitor.world.twins.cast.priya.email)
    await visitor.fill(THREAD, "Name and role", "Priya, expert")
    await visitor.press(THREAD, "Next: who will see what")


async def without_slack(visitor: Visitor) -> None:
    """Journey B."""
    await visitor.be(THREAD, "Maya")
    await visitor.press(THREAD, "Ledger migration to PostgreSQL")
    await scheduled(visitor)
    await visitor.sees(THREAD, "What Leo Marchetti sees")
    await visitor.picture("b-form", THREAD)
    await visitor.press(THREAD, "Invite")
    await visitor.sees(THREAD, "Everybody is invited")
    await visitor.press(THREAD, "Schedule from your own calendar")
    await visitor.be(MAIL, "Maya")
    await visitor.press(MAIL, "New event")
    await visitor.fill(MAIL, "Title", "An hour on the plan")
    address = visitor.world.twins.marketplace.books.proposals["p-ledger"].interview_address
    await visitor.fill(MAIL, "Invite", address)
    await visitor.press(MAIL, "Save and invite")
    await visitor.sees(MAIL, "Keep this event")
    await visitor.picture("b-event", MAIL)


async def wrong(visitor: Visitor) -> None:
    """Journey C."""
    await visitor.be(THREAD, "Maya")
    await visitor.press(THREAD, "Ledger migration to PostgreSQL")
    await scheduled(visitor)
    await visitor.press(THREAD, "Invite")
    await visitor.press("", "Jump to ten minutes before")
    await visitor.be(MAIL, "Priya")
    deputy = await visitor.follow(MAIL)
    await deputy.press("", "I am not Priya, expert")
    await deputy.fill("", "Your name, as others should read it", "Victor Stone")
    await deputy.press("", "I come instead")
    await deputy.sees("", "The host decides.")
    await visitor.page.bring_to_front()
    host = await visitor.press_for_tab(THREAD, "Join")
    await host.press("", "Let in")
    await deputy.page.bring_to_front()
    await deputy.press("", "Go to the interview")
    await deputy.sees("", "Victor Stone")
    await visitor.page.bring_to_front()
    await visitor.be(THREAD, "Leo")
    await visitor.press(THREAD, "Ledger migration to PostgreSQL")
    await visitor.press(THREAD, "Proposal and contract")
    await visitor.press(THREAD, "Withdraw the proposal")
    await visitor.be(MAIL, "Leo")
    await visitor.sees(MAIL, "Cancelled")
    await visitor.sees(THREAD, "This proposal is closed")
    await visitor.page.wait_for_timeout(2_000)
    await visitor.picture("c-void")


async def slip(visitor: Visitor) -> None:
    """Journey D."""
    await connected(visitor)
    await visitor.choose(ME, "Proposal", "Ledger")
    await visitor.fill(ME, "When", local(in_days(visitor, 2, 15)))
    await visitor.fill(
        ME, "Agenda", "How you would cut over. Or call me at five five five, two one two, oh one four seven."
    )
    await visitor.press(ME, "Next")
    await visitor.sees(ME, "This looks like a phone number.")
    await visitor.picture("d-slip", ME)
    await visitor.press(ME, "Back")
    await visitor.sees(ME, "A word about meeting before a contract")
    await visitor.be(THREAD, "Maya")
    await visitor.press(THREAD, "Ledger migration to PostgreSQL")
    for text, said in (
        ("Just ring me, +49 30 90 18 20 55.", "This is a warning"),
        ("Really, +49 30 90 18 20 56 is quicker.", "This has happened 3 times"),
    ):
        await visitor.fill(THREAD, "Message to Leo Marchetti", text)
        await visitor.press(THREAD, "Send")
        await visitor.sees(THREAD, said)
    await visitor.picture("d-thread", THREAD)
    await visitor.be(THREAD, "Leo")
    await visitor.press(THREAD, "Ledger migration to PostgreSQL")
    await visitor.sees(THREAD, "You need not leave")
    await visitor.press(THREAD, "Report it")
    await visitor.fill(THREAD, "What happened?", "She asks me to ring her instead.")
    await visitor.press(THREAD, "Report it")
    await visitor.sees(THREAD, "People at Harbourline look at it")
    desk = await console(visitor, "Tomasz Wilk")
    await desk.press("", "Reports")
    await desk.page.locator('main a[href*="/console/reports/"]').first.click()
    await desk.sees("", "What bears it out")
    await desk.picture("d-report")


async def console(visitor: Visitor, name: str) -> Visitor:
    """Open the console in a tab of its own, and sign in as one of the marketplace's people."""
    desk = visitor.at(await visitor.page.context.new_page())
    await desk.page.goto(f"{visitor.world.url}/console")
    visitor.used.append(name)
    await desk.page.get_by_role("button", name=name).click()
    await desk.page.locator(".console-main").wait_for()
    return desk


async def silence(visitor: Visitor) -> None:
    """Journey E."""
    await visitor.be(THREAD, "Maya")
    await visitor.press(THREAD, "Ledger migration to PostgreSQL")
    await visitor.fill(THREAD, "Message to Leo Marchetti", "Which part would you move first?")
    await visitor.press(THREAD, "Send")
    await visitor.be(MAIL, "Leo")
    await visitor.press("", "A working day on")
    await visitor.sees(MAIL, "is waiting for your answer")
    await visitor.page.frame_locator("#frame-mailbox").locator("summary .subject").first.click()
    await visitor.page.wait_for_timeout(1_500)
    await visitor.picture("e-reminder", MAIL)
    for _ in range(4):
        await visitor.press("", "A working day on")
        await visitor.page.wait_for_timeout(3_000)
    await visitor.be(MAIL, "Maya")
    await visitor.sees(MAIL, "has not answered you")
    desk = await console(visitor, "Inês Tavares")
    await desk.press("", "Cases")
    await desk.picture("e-case")


async def asked_to_leave(visitor: Visitor) -> None:
    """Journey G."""
    await visitor.be(THREAD, "Maya")
    await visitor.press(THREAD, "Ledger migration to PostgreSQL")
    await visitor.fill(THREAD, "Message to Leo Marchetti", "Can we do this on WhatsApp with my boss?")
    await visitor.press(THREAD, "Send")
    await visitor.sees(THREAD, "This reads like moving the conversation elsewhere.")
    await visitor.be(THREAD, "Leo")
    await visitor.press(THREAD, "Ledger migration to PostgreSQL")
    await visitor.sees(THREAD, "You were asked to talk somewhere else")
    await visitor.picture("g-answer", THREAD)
    await visitor.press(THREAD, "Send it and offer an interview")
    await visitor.sees(THREAD, "Leo Marchetti would like to meet you")
    await visitor.be(THREAD, "Maya")
    await visitor.press(THREAD, "Ledger migration to PostgreSQL")
    await visitor.sees(THREAD, "Leo Marchetti would like to meet you")
    form = await visitor.press_for_tab(THREAD, "Schedule an interview", within=".interview")
    await form.sees("", "Leo Marchetti would like to meet you")
    await form.picture("g-form")


WALKS: dict[str, Callable[[Visitor], Awaitable[None]]] = {
    "A. The executive": executive,
    "A′. The executive's own tool": own_tool,
    "B. Without Slack": without_slack,
    "C. It goes wrong": wrong,
    "D. The slip": slip,
    "E. Silence": silence,
    "G. The freelancer is asked to leave": asked_to_leave,
}
