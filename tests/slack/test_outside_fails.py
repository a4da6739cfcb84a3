"""An interview whose outside fails, told from Slack to its end: no mail, no Slack, no proposal any more."""

from __future__ import annotations

from datetime import timedelta

from slack_bureau import actions
from slack_company import HOUR, IN_SLACK, PAYMENTS, START, Company, open_company


async def test_journey_c_the_outside_fails() -> None:
    """Mail is down for two hours, Slack puts us out and in again, one is late, the proposal closes."""
    async with open_company(unnamed="tomas") as it:
        await it.types("maya", "schedule p-payments Wed 25 Nov 15:00 @dana @tomas for 45m")
        await it.sends("maya")
        await _mail_is_down(it)
        await _slack_puts_us_out(it)
        await _slack_lets_us_in_again(it)
        await _one_is_late_and_the_proposal_closes(it)
        await _mail_brings_the_passes(it)


async def _mail_is_down(it: Company) -> None:
    """Slack shows the new time at once; by mail it arrives afterwards, once."""
    mailbox = it.world.twins.mailbox
    before = len(mailbox.captures)
    await mailbox.post_office.close()
    await it.types("maya", f"move {await it.called()} Wed 25 Nov 16:00")
    await it.sends("maya")
    assert all("16:00" in it.says(key) for key in ("maya", "tomas")) and "10:00" in it.says("dana")
    await it.pass_time(hours=2)
    assert len(mailbox.captures) == before
    await mailbox.post_office.open()
    await it.pass_time(hours=1)
    for key in ("maya", "dana", "leo"):
        assert (it.entry(key).starts_at, it.entry(key).sequence) == (START + HOUR, 1)
        mails = [mail.invitation for mail in mailbox.mails(key) if mail.invitation]
        assert [each.starts_at for each in mails] == [START, START + HOUR]


async def _slack_puts_us_out(it: Company) -> None:
    """Whom Slack told no address of is reached by nothing: the host hears it by mail, and nobody else."""
    await it.slack.uninstall()
    await it.pass_time(minutes=1)
    assert "not installed" in await it.types("maya", "list")
    (letter,) = it.letters("maya")
    assert f"Anteroom was removed from {it.name('tomas')}" in letter and "nothing reaches" in letter
    assert it.letters("dana") == it.letters("leo") == []
    await it.world.twins.mailbox.propose(
        "leo", it.entry("leo").uid, START + 3 * HOUR, START + 4 * HOUR, "Or later?"
    )
    await it.settle()
    assert f"{it.name('leo')} proposes" in it.letters("maya")[-1] and "Or later?" in it.letters("maya")[-1]
    shown = it.says("dana")
    await it.world.twins.mailbox.accept("leo", it.entry("leo").uid)
    await it.settle()
    assert it.says("dana") == shown  # what stands in Slack stays as it was
    answers = {
        line["label"]: line["answer"] for line in it.world.twins.marketplace.cards("t-payments")[0]["lines"]
    }
    assert answers[it.name("leo")] == "accepted"


async def _slack_lets_us_in_again(it: Company) -> None:
    """It begins anew: people connect again, and whom nothing reached is let go and looped in again."""
    await it.installs()
    assert "Connect your" in await it.types("maya", "list")
    await it.connects()
    name = await it.called()
    for key in ("tomas", "dana"):  # her address was Slack's word, too
        assert f"Anteroom was removed from {it.name(key)}" in str(it.letters("maya"))
        await it.types("maya", f"remove {name} {it.name(key)}")
        await it.sends("maya")
        await it.types("maya", f"add {name} @{key}")
        await it.sends("maya")
        await it.presses(key, "accept")
        assert f"✓ {it.name(key)}" in it.says("maya")
    assert "reach" not in it.says("maya")
    assert len(it.letters("maya")) == 3


async def _one_is_late_and_the_proposal_closes(it: Company) -> None:
    """An hour before: everybody hears of the one, each by the own way, and then of the other."""
    it.clock.set(START)
    await it.settle()
    assert "16:15" in await it.types("tomas", "late 15")
    for key, hour in (("maya", "16:15"), ("dana", "10:15")):
        assert it.name("tomas") in it.told(key) and hour in it.told(key)
    assert "12:15" in it.letters("leo")[-1]
    await it.world.twins.marketplace.withdraw(PAYMENTS)
    await it.settle()
    for key in IN_SLACK:
        assert "Its proposal is closed." in it.says(key)
        assert actions(it.card(key)) == []
    assert it.entry("maya").cancelled and it.entry("leo").cancelled
    (card,) = it.world.twins.marketplace.cards("t-payments")
    assert card["state"] == "void"
    assert "Reference" in await it.types("maya", "move tomorrow 5pm")


async def _mail_brings_the_passes(it: Company) -> None:
    """Put out again, with another interview ahead: at its doors everybody gets the own link by mail."""
    await it.types("maya", "schedule p-ledger Thu 26 Nov 15:00 @dana for 45m")
    assert "here in Slack, and by mail" in str(it.form("maya").blocks)
    await it.sends("maya")
    assert "Proposed" in it.says("dana")
    await it.slack.uninstall()
    shown = it.says("dana")
    it.clock.set(START + timedelta(days=1) - timedelta(minutes=10))
    await it.settle()
    brought = {key: it.letters(key)[-1] for key in ("maya", "dana", "leo")}
    links = [text.partition(f"{it.world.url}/i#")[2].split()[0] for text in brought.values()]
    assert len(set(links)) == 3
    assert it.says("dana") == shown
