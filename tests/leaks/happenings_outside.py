"""What happens in Slack and in browsers; `dice` decides the rest."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from typing import Any

from leaks.happenings import EVERYBODY, GUESTS
from leaks.history import History
from leaks.said import LABELS, said

COLLEAGUES = ("maya", "dana", "tomas")
COMMANDS = (
    *("", "list", "show", "help", "move", "cancel", "nonsense", "schedule tomorrow 3pm"),
    *("late 10", "share", "report", "settings", "times"),
)


async def schedule_by_slack(history: History, dice: random.Random) -> None:
    """Maya types /interview, fills in the form and submits it."""
    slack, maya = history.world.twins.slack, history.person("maya").name
    _ = await slack.command(maya, "/interview", "")
    await history.settle()
    view = slack.open_view(maya)
    if view is None or view.callback_id != "schedule":
        return
    guests = dice.sample(("ines", "priya"), dice.randrange(3))
    emails = "\n".join(f"{dice.choice(LABELS)} <{history.person(key).email}>" for key in guests)
    agenda = said(history, dice, "maya")
    history.type("maya", emails)
    offered = [each.value for each in await slack.suggest(maya, "proposal", "") if each.value != "-"]
    if not offered:
        await slack.close(maya, everything=True)
        return
    values: dict[str, Any] = {
        "proposal": dice.choice(offered),
        "when": history.now + timedelta(minutes=15 * dice.randrange(1, 300)),
        "colleagues": [history.person(key).name for key in dice.sample(("dana", "tomas"), dice.randrange(3))],
        "emails": emails or None,
        "agenda": agenda or None,
        "nda": ["nda"] if dice.random() < 0.3 else None,
        "first": ["first"] if dice.random() < 0.2 else None,
    }
    await slack.fill(maya, {key: value for key, value in values.items() if value})
    await history.submit_form(maya)


async def command_in_slack(history: History, dice: random.Random) -> None:
    """Somebody types a command, linked or not, sensible or not."""
    slack, key = history.world.twins.slack, dice.choice(COLLEAGUES)
    name = history.person(key).name
    text = f"{dice.choice(COMMANDS)} {said(history, dice, key)}".strip().replace("\n", " ")
    history.type(key, text)
    _ = await slack.command(name, "/interview", text)
    await history.settle()
    if slack.open_view(name) is not None:
        await slack.close(name, everything=True)


async def press_in_slack(history: History, dice: random.Random) -> None:
    """Somebody presses any button they see, and fills in what opens."""
    slack = history.world.twins.slack
    presses = [
        (key, message, element["action_id"], block.get("block_id"))
        for key in COLLEAGUES
        for message in slack.messages(history.person(key).name)
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button" and not element.get("url")
    ]
    if not presses:
        return
    key, message, action, block_id = dice.choice(presses)
    name = history.person(key).name
    _ = await slack.click(name, message, action, block_id=block_id)
    await history.settle()
    view = slack.open_view(name)
    if view is None:
        return
    fields = {block.get("block_id") for block in view.blocks if block["type"] == "input"}
    text = said(history, dice, key)
    values = {
        "when": history.now + timedelta(minutes=15 * dice.randrange(1, 300)),
        "time0": history.now + timedelta(minutes=15 * dice.randrange(1, 300)),
        "comment": text,
        "reason": text,
        "text": text,
        "words": text,
    }
    await slack.fill(name, {field: value for field, value in values.items() if field in fields and value})
    _ = await slack.submit(name)
    await history.settle()
    if slack.open_view(name) is not None:
        await slack.close(name, everything=True)


async def open_home(history: History, dice: random.Random) -> None:
    """Somebody opens the app's Home tab, which from then on follows what happens."""
    _ = await history.world.twins.slack.open_home(history.person(dice.choice(COLLEAGUES)).name)


async def share_in_channel(history: History, dice: random.Random) -> None:
    """Somebody wants time and state shown in a channel, perhaps one that another company reads."""
    slack, name = history.world.twins.slack, history.person(dice.choice(COLLEAGUES)).name
    space = slack.workspace
    channel = next(each for each in space.channels.values() if each.kind == "channel")
    if space.person(name).id not in channel.members or slack.open_view(name) is not None:
        return
    channel.members.add(space.bot_user.id)
    channel.ext_shared = dice.random() < 0.3
    _ = await slack.command(name, "/interview", "share", channel=channel.id)
    await history.settle()
    asked = [each for each in slack.messages(name, channel.id) if each.action("share_knowing")]
    if asked:
        _ = await slack.click(name, asked[-1], "share_knowing")


async def open_from_thread(history: History, dice: random.Random) -> None:
    """Somebody opens the card's neutral address: vouched for, not at all, or with a broken token."""
    market = history.world.twins.marketplace
    cards = list(market.books.cards.values())
    if not cards:
        return
    url = str(dice.choice(cards).content["url"])
    key = dice.choice(("maya", "leo", "leo"))
    tab = history.tab(key)
    _ = await tab.get(url)
    token = market.viewer_token(key)
    if dice.random() < 0.2:
        token = token[:-3] + "abc"
    status, lobby, _ = await tab.send(url, {"viewer": token})
    if status == 303:
        await tab.look_around(lobby)


async def meet(history: History, dice: random.Random) -> None:
    """The doors of the next interview open; both members come in by the thread, sit there, and write."""
    market, start = history.world.twins.marketplace, history.world.twins.mailbox.next_start()
    if start is None:
        return
    history.clock.set(max(history.now, start - timedelta(minutes=dice.randrange(10))))
    await history.settle()
    for card in list(market.books.cards.values()):
        lobbies = []
        for key in ("maya", "leo"):
            status, lobby, _ = await history.tab(key).send(
                str(card.content["url"]), {"viewer": market.viewer_token(key)}
            )
            if status == 303:
                lobbies.append(history.tab(key).look_around(lobby, said(history, dice, key), history.let_in))
        _ = await asyncio.gather(*lobbies)


async def open_pass(history: History, dice: random.Random) -> None:
    """Somebody opens a pass that came by mail or Slack: the own one, a forwarded one, a broken one."""
    home = f"{history.world.url}/i#"
    texts = {
        **{key: [mail.text for mail in history.world.twins.mailbox.mails(key)] for key in EVERYBODY},
        **{
            key: [
                str(message.blocks)
                for message in history.world.twins.slack.messages(history.person(key).name)
            ]
            for key in COLLEAGUES
        },
    }
    passes = [
        (key, text.split(home, 1)[1].split()[0].strip("'\",>"))
        for key in texts
        for text in texts[key]
        if home in text
    ]
    if not passes:
        return
    key, found = dice.choice(passes)
    tab = history.tab(key if dice.random() < 0.8 else dice.choice(GUESTS))
    _ = await tab.get("/i")
    _ = await tab.send_json("/i", {"pass": f"{found[:-2]}aa"})
    status, _, told = await tab.send_json("/i", {"pass": found})
    if status == 200 and "elsewhere" in told:
        status, _, _ = await tab.send_json("/i", {"pass": found, "move": True})
    if status == 200:
        await tab.look_around(f"/lobby/{found.partition('.')[0]}", let_in=history.let_in)


async def wander(history: History, dice: random.Random) -> None:
    """Somebody opens pages that are not theirs, and some that do not exist."""
    tab = history.tab(dice.choice(EVERYBODY))
    for path in ("/healthz", "/t/none", "/lobby/pty_none", "/room/none", "/v1/members/m-leo", "/nowhere"):
        _ = await tab.get(path)
