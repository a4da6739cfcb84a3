"""No page of the console holds a contact detail, whatever happened; who has one is found all the same."""

from __future__ import annotations

import io
import random
import re
import sys
from collections import Counter, deque
from html import unescape
from urllib.parse import quote

from anteroom.clock import SetClock
from anteroom.console.route import Page
from anteroom.console.table import TABLE
from anteroom.logs import log_to
from console_visit import ConsoleVisit, visit
from deployment import MONDAY, world
from leak_arrivals import Arrival
from leak_search import find_leaks
from leaks import happenings as plain
from leaks import happenings_held as held
from leaks import happenings_mail as mail
from leaks import happenings_outside as outside
from leaks import happenings_silence as silence
from leaks.history import History, begin

STORY = (
    *(plain.schedule_by_api, outside.schedule_by_slack, plain.write_in_thread, plain.answer_by_mail),
    *(plain.counter_by_api, held.handle_held, held.ask_for_access, mail.type_by_mail, outside.meet),
    *(silence.leave_waiting, plain.send_bad_mail, plain.late_by_api, mail.report_by_mail),
    *(plain.change_details, plain.change_proposal, plain.read_by_api),
)
OF_A_KIND = 2
"""Pages of one declaration that are looked at: the others are made alike."""
PAGES = [way for way in TABLE if isinstance(way, Page)]
LINK = re.compile(r'href="(/console[^"#]*)"')


async def test_no_page_of_the_console_shows_a_detail() -> None:
    """Somebody with every role follows every link; each listed page and each kind of page is seen."""
    clock, log, dice = SetClock(MONDAY), io.StringIO(), random.Random(19)
    log_to(log)
    try:
        async with (
            world(clock=clock, seed=19, work=False, with_staff=True) as opened,
            begin(opened, clock, log) as history,
        ):
            for happening in STORY:
                await happening(history, dice)
                await history.settle()
            async with visit(opened, "sana") as browser:
                seen = await _everything(browser)
                seen += await _searches(browser, history)
            arrivals = [
                Arrival(clock.now(), "console", number, "console", ("staff",), (("text/html", body),), path)
                for number, (path, body) in enumerate(seen)
            ]
            leaks = find_leaks(arrivals, history.people)
            assert not leaks, "\n".join(f"{leak} {seen[leak.index][0]}" for leak in leaks)
            known = {path.partition("?")[0] for path, _ in seen}
            assert {page.path for page in PAGES if page.listed} <= known
            for kind in ("interviews", "proposals", "members", "webhooks"):
                assert any(path.startswith(f"/console/{kind}/") for path in known), kind
    finally:
        log_to(sys.stderr)


async def _everything(browser: ConsoleVisit) -> list[tuple[str, bytes]]:
    """Follow every link from page to page; return what each shows. None of them fails."""
    waiting, known = (
        deque(["/console", "/console/search?q=p-payments", "/console/search?q=m-leo"]),
        set[str](),
    )
    seen: list[tuple[str, bytes]] = []
    kinds = Counter[str]()
    while waiting:
        path = waiting.popleft()
        kind = next((each.path for each in PAGES if _matches(each.path, path)), path)
        if path in known or kinds[kind] >= OF_A_KIND:
            continue
        known.add(path)
        kinds[kind] += 1
        shown = await browser.get(path)
        assert shown.status == 200, (path, shown.status, shown.words)
        seen.append((path, shown.text.encode()))
        waiting += [unescape(each) for each in LINK.findall(shown.text)]
    return seen


def _matches(pattern: str, path: str) -> bool:
    return bool(re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path.partition("?")[0]))


async def _searches(browser: ConsoleVisit, history: History) -> list[tuple[str, bytes]]:
    """Look for everybody by the details that one has, in the address, too, where they do not belong."""
    seen = []
    for somebody in history.people:
        for field in ("email", "phone"):
            for value in somebody.details.get(field, ()):
                form = {"field": field, "value": value, "reason": "A person wrote to us"}
                found = await browser.send("/console/search", "/console/search/detail", form)
                assert found.status == 200, found.words
                asked = await browser.get(f"/console/search?q={quote(value)}")
                assert "This looks like a contact detail" in asked.words
                seen += [(f"/console/search/detail {field}", found.text.encode())]
                seen += [(f"/console/search {field}", asked.text.encode())]
    return seen
