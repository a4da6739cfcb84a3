"""What happens when people leave one another waiting: reminders, answers to them, and what clients choose."""

from __future__ import annotations

import random
import re
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

from anteroom.sandbox.mailbox.answers import AnswerNotSent
from leaks.happenings import EVERYBODY, schedule_by_api, write_in_thread
from leaks.history import History
from leaks.said import said

OURS = re.compile(r"/(?:nudges|waiting)/u-[a-z2-7]{26}")
STEP = timedelta(hours=17)


async def leave_waiting(history: History, dice: random.Random) -> None:
    """Something is asked, and for days nobody answers; other freelancers are on the shortlist meanwhile."""
    name = f"Rosa {'ABCDEF'[dice.randrange(6)]}."
    _ = await history.program.call("PUT", "/v1/members/m-rosa", {"role": "freelancer", "display_name": name})
    body = {
        "client": "m-maya",
        "freelancer": "m-rosa",
        "job": {"id": "j-payments", "title": "Payments API in Go"},
        "thread": "t-rosa",
        "state": dice.choice(("shortlisted", "shortlisted", "active")),
    }
    _ = await history.program.call("PUT", "/v1/proposals/p-rosa", body)
    await dice.choice((write_in_thread, write_in_thread, schedule_by_api))(history, dice)
    for _ in range(dice.choice((2, 4, 8))):
        history.clock.advance(STEP)
        await history.settle()


async def choose_the_way(history: History, dice: random.Random) -> None:
    """The marketplace says how members are nudged, and that one is away."""
    away = history.now + timedelta(days=dice.randrange(-1, 3))
    body = {
        "wanted": dice.random() < 0.9,
        "channel": dice.choice(("mail", "slack", "thread", None)),
        "away_until": dice.choice((None, away.isoformat())),
    }
    path = f"/v1/members/{dice.choice(('m-leo', 'm-maya'))}/nudges"
    _ = await history.program.call("PUT", path, body)
    _ = await history.program.call("GET", "/v1/escalations")


async def answer_a_nudge(history: History, dice: random.Random, keys: tuple[str, ...] = EVERYBODY) -> None:
    """Somebody answers a mail of ours about silence, and may say too much; or somebody else does."""
    key = dice.choice(keys)
    mails = [mail for mail in history.world.twins.mailbox.mails(key) if OURS.search(mail.text)]
    if not mails:
        return
    mail = message_from_bytes(dice.choice(mails).raw, policy=default)
    assert isinstance(mail, EmailMessage)
    letter = EmailMessage(policy=SMTP)
    sender = key if dice.random() < 0.9 else dice.choice(EVERYBODY)
    letter["From"] = history.person(sender).email
    letter["To"] = mail["From"].addresses[0].addr_spec
    letter["Subject"] = f"Re: {mail['Subject']}"
    letter["Message-ID"] = f"<{dice.randrange(10**9)}@outside.example>"
    letter.set_content(said(history, dice, sender) or "Yes.")
    try:
        await history.world.twins.mailbox.send_raw(
            history.person(sender).email, str(letter["To"]), letter.as_bytes()
        )
    except AnswerNotSent as refused:
        assert refused.code is None or refused.code < 560


async def press_about_silence(
    history: History, dice: random.Random, keys: tuple[str, ...] = EVERYBODY
) -> None:
    """Somebody opens what a reminder leads to, wherever it came, and presses something there."""
    key = dice.choice(keys)
    twins, person = history.world.twins, history.person(key)
    said_there = [mail.text for mail in twins.mailbox.mails(key)]
    if person.in_slack:
        said_there += [str(message.blocks) for message in twins.slack.messages(person.name)]
    said_there += [str(each.content) for each in twins.marketplace.books.notices if each.to == person.member]
    found = [path for text in said_there for path in OURS.findall(text)]
    if not found:
        return
    asked = [path for path in found if path.startswith("/waiting/")]
    path, tab = dice.choice([*found[-1:], *asked[-1:]]), history.tab(key)
    _, _, page = await tab.get(path)
    ids = re.findall(r'name="picked" value="([^"]*)"', page)
    wish = dice.choice(("stop", "again", "way", "wait", "pick", "help", "anew"))
    fields = {
        "wish": wish,
        "channel": dice.choice(("any", "mail", "slack", "thread", "fax")),
        "picked": dice.choice([*ids, "pro_none"]),
    }
    _ = await tab.send(path, fields)
    _ = await tab.send(path, {**fields, "sure": "yes"})
    _ = await tab.get(path)
