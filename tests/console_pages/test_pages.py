"""The console's pages about people, as those see them who work there: what stands there, and what is done."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from anteroom.cases.actions import open_case
from anteroom.cases.items import AfterAll
from anteroom.cases.model import About, Kind, OpenCase
from anteroom.console import cases, disclosures, experiment, flags, funnel, held, nudges, policy, reports
from anteroom.console.route import Page
from anteroom.console.table import TABLE
from anteroom.console.words import console_words
from anteroom.database.connection import teach_types
from anteroom.proposals import store
from console_pages.overheard import Overheard
from console_pages.people import TEXT, WORDS, Peopled
from console_visit import visit
from heart.texts_told import NUMBER

pytestmark = pytest.mark.asyncio(loop_scope="module")
MODULES = (reports, flags, held, cases, nudges, experiment, funnel, policy, disclosures)
LISTED = [way for module in MODULES for way in module.WAYS if isinstance(way, Page) and way.listed]
ADDRESS = "kim.lake@harbourview.example"


async def test_every_list_says_what_it_shows_in_both_languages_and_holds_no_contact_detail(
    peopled: Peopled,
) -> None:
    seen = set()
    for person in ("tomasz", "ines"):
        async with visit(peopled.world, person) as browser:
            for way in LISTED:
                shown = await browser.get(way.path)
                if shown.status == 403:
                    continue
                seen.add(way.name)
                assert shown.status == 200, (way.path, shown.words)
                assert shown.text.count("<h1>") == 1, way.path
                assert "<caption" in shown.text or 'class="empty"' in shown.text or way.name == "disclosures"
                assert ADDRESS not in shown.text and NUMBER not in shown.text
                assert not re.search(r"\b(head|held|state|nav)\.[a-z_]+\b", shown.words), way.path
    assert seen == {way.name for way in LISTED}


async def test_a_held_text_is_read_for_a_reason_alone_and_then_decided(peopled: Peopled) -> None:
    """Who read it and why is in the ledger; a reason that is none, or holds a detail, shows nothing."""
    home = f"/console/held/{peopled.held[0]}"
    async with visit(peopled.world, "tomasz") as browser:
        assert NUMBER not in (await browser.get(home)).text
        for reason in ("", "abc", f"ask {ADDRESS}"):
            refused = await browser.send(home, f"{home}/read", {"reason": reason})
            assert refused.status in (400, 422), refused.words
            assert NUMBER not in refused.text
        shown = await browser.send(home, f"{home}/read", {"reason": "Its writer asks again"})
        assert shown.status == 200 and "<mark>" in shown.text
        assert TEXT in " ".join(shown.words.split())
        wrong = await browser.send(home, f"{home}/decide", {"decision": "release", "reason": "contact"})
        assert wrong.status in (400, 422)
        done = await browser.send(home, f"{home}/decide", {"decision": "keep", "reason": "contact"})
        assert (done.status, done.location) == (303, home)
        after = await browser.get(home)
        assert "Kept back" in after.words and "/decide" not in after.text
        decided = await browser.get("/console/held?state=decided")
        assert peopled.held[0] in decided.text
        assert peopled.held[0] not in (await browser.get("/console/held")).text
    async with peopled.world.house.database.connection() as conn:
        reads = await conn.fetch("select actor, facts from ledger_entry where event = 'text.read'")
    assert [each["facts"]["reason"] for each in reads] == ["Its writer asks again"]
    assert all(each["facts"]["reviewer"].startswith("stf_") for each in reads)


async def test_a_report_is_masked_until_it_is_opened_taken_and_decided(peopled: Peopled) -> None:
    home = f"/console/reports/{peopled.report}"
    async with visit(peopled.world, "tomasz") as browser:
        masked = await browser.get(home)
        assert ADDRESS not in masked.text and "I was asked to write to" in masked.text
        opened = await browser.send(home, f"{home}/open", {"reason": "To see what was asked"})
        assert WORDS in " ".join(opened.words.split())
        assert (await browser.send(home, f"{home}/take")).location == home
        assert "yours" in (await browser.get(home)).words
        choice = {"outcome": "upheld", "reason": "as_written"}
        assert (await browser.send(home, f"{home}/decide", choice)).location == home
        assert "It is so" in (await browser.get(home)).words
        assert peopled.report not in (await browser.get("/console/reports")).text
        assert peopled.report in (await browser.get("/console/reports?show=all")).text
        assert (await browser.send(home, f"{home}/reopen", {"reason": "more_came"})).location == home
        assert peopled.report in (await browser.get("/console/reports")).text
    async with peopled.world.house.database.connection() as conn:
        events = await conn.fetch(
            "select event from ledger_entry where event like 'report.%' order by at, number"
        )
    assert {row["event"] for row in events} >= {
        "report.read",
        "report.assigned",
        "report.decided",
        "report.reopened",
    }


async def test_who_reported_is_told_to_trust_people_alone(peopled: Peopled) -> None:
    """People in support have the case of a report, as the help desk has it: without whoever made it."""
    async with peopled.world.house.database.connection() as conn:
        interview = await conn.fetchval("select id from interview limit 1")
        case = await conn.fetchval("select case_id from report where id = $1", peopled.report)
        label = await conn.fetchval("select label from member where external_id = $1", peopled.client)
        reporter = await conn.fetchval("select reporter_id from report where id = $1", peopled.report)
    body = {"member": peopled.client, "category": "other", "words": "It went oddly.", "interview": interview}
    made = await peopled.done("POST", "/v1/reports", body)
    said = rf"<strong>Reported</strong>(?:(?!</li>).)*(?:{re.escape(label)}|{made['id']})"
    async with visit(peopled.world, "odile") as odile:
        chain = await odile.get(f"/console/ledger?chain={interview}")
        assert "report.made" in chain.text and made["id"] in chain.text and reporter not in chain.text
    async with visit(peopled.world, "ines") as ines, visit(peopled.world, "tomasz") as tomasz:
        shown = await ines.get(f"/console/cases/{case}")
        assert shown.status == 200 and peopled.client not in shown.text
        page = f"/console/interviews/{interview}"
        told, whole = (await ines.get(page)).text, (await tomasz.get(page)).text
        assert re.search(said, whole, re.DOTALL) and not re.search(said, told, re.DOTALL)


async def test_a_case_is_taken_written_in_waited_for_and_solved(peopled: Peopled) -> None:
    home = f"/console/cases/{peopled.case}"
    async with visit(peopled.world, "ines") as ines, visit(peopled.world, "pilar") as pilar:
        assert peopled.case in (await ines.get("/console/cases")).text
        assert (await ines.send(home, f"{home}/take")).location == home
        assert peopled.case in (await ines.get("/console/cases?show=mine")).text
        assert peopled.case not in (await pilar.get("/console/cases?show=mine")).text
        assert (await pilar.send(home, f"{home}/take")).status == 409
        said = {"words": f"She can be had at {ADDRESS}"}
        assert (await ines.send(home, f"{home}/note", said)).location == home
        assert ADDRESS not in (await ines.get(home)).text
        assert (await ines.send(home, f"{home}/read", {"reason": "curious"})).status in (400, 422)
        read = await ines.send(home, f"{home}/read", {"reason": "to_help"})
        assert read.status == 200 and ADDRESS in read.text
        assert (await ines.send(home, f"{home}/wait", {"reason": "for_the_client"})).location == home
        assert (await pilar.send(home, f"{home}/take", {"over": "yes"})).location == home
        assert "Suyos" in (await pilar.get("/console/cases?show=mine")).words
        solved = {"outcome": "picked_another", "reason": "agreed"}
        assert (await pilar.send(home, f"{home}/solve", solved)).location == home
        assert peopled.case not in (await ines.get("/console/cases")).text
        assert "The client picked another" in (await ines.get(home)).words


async def test_a_case_says_that_what_it_is_about_waits_no_more(peopled: Peopled) -> None:
    """The invitation waited until the hire; that it did not end by an answer is seen, and nothing more."""
    house = peopled.world.house
    async with house.database.transaction() as conn:
        ended = await conn.fetchrow("select id, proposal_id from waiting where ended_for = 'hired' limit 1")
        assert ended is not None
        command = OpenCase("improving_outcomes", About(Kind.ITEM, ended["id"]), ended["proposal_id"])
        case = await open_case(conn, house, command)
    page = f"/console/cases/{case.id}"
    async with visit(peopled.world, "ines") as ines, visit(peopled.world, "pilar") as pilar:
        assert "something that waited for an answer · waits no more" in (await ines.get(page)).words
        assert "algo que esperaba respuesta · ya no espera" in (await pilar.get(page)).words
        open_one = (await ines.get(f"/console/cases/{peopled.case}")).words
        assert "something that waited for an answer" in open_one and "waits no more" not in open_one
    for language in ("en", "es"):
        say = console_words("cases", language)
        assert len({say.words[f"after_all.{each}"] for each in AfterAll}) == len(AfterAll)


async def test_a_flag_says_why_in_words_and_is_closed_by_people_alone(peopled: Peopled) -> None:
    """Three texts of one writer on one proposal were held: that is a flag."""
    async with visit(peopled.world, "tomasz") as browser:
        listed = await browser.get("/console/flags")
        found = re.search(r"/console/flags/(\w+)", listed.text)
        assert found is not None and "held again and again" in listed.words
        home = f"/console/flags/{found[1]}"
        refused = await browser.send(home, f"{home}/decide", {"decision": "sanction", "reason": "ordinary"})
        assert refused.status in (400, 422)
        choice = {"decision": "explain", "reason": "ordinary"}
        assert (await browser.send(home, f"{home}/decide", choice)).location == home
        assert "Explained" in (await browser.get(home)).words
        assert found[1] not in (await browser.get("/console/flags")).text


async def test_nudges_are_stopped_by_trust_people_alone(peopled: Peopled) -> None:
    page, act = "/console/experiment", "/console/experiment/begin"
    async with visit(peopled.world, "ines") as ines, visit(peopled.world, "tomasz") as tomasz:
        assert "Stop nudges for everybody" not in (await ines.get(page)).words
        assert (await ines.send("/console/you", act, {"state": "stopped", "reason": "harm"})).status == 403
        many = {"state": "programme", "reason": "planned", "name": "autumn", "share": "500"}
        assert (await tomasz.send(page, act, many)).status in (400, 422)
        assert (await tomasz.send(page, act, {"state": "stopped", "reason": "harm"})).location == page
        assert "Stopped" in (await tomasz.get(page)).words
        assert "Stopped for everybody" in (await ines.get("/console/nudges")).words


async def test_the_funnel_tells_small_numbers_to_trust_people_alone_and_its_file_names_nobody(
    peopled: Peopled,
) -> None:
    async with visit(peopled.world, "ines") as ines, visit(peopled.world, "tomasz") as tomasz:
        few, all_ = await ines.get("/console/funnel"), await tomasz.get("/console/funnel")
        assert "too few" in few.words and "too few" not in all_.words
        home, own = await ines.get("/console"), await tomasz.get("/console")
        assert '<td class="number" data-head="Invited">1</td>' in own.text
        assert '<td class="number" data-head="Invited">1</td>' not in home.text
        small, whole = await ines.get("/console/funnel.csv"), await tomasz.get("/console/funnel.csv")
        head, *rows = whole.text.splitlines()
        columns = head.split(",")
        line = dict(zip(columns, rows[0].split(","), strict=True))
        assert line["invited"] == "1" and line["texts_held"] == "3" and line["hired"] == "1"
        assert dict(zip(columns, small.text.splitlines()[1].split(","), strict=True))["invited"] == ""
        for text in (small.text, whole.text):
            assert "m-" not in text and "per_" not in text and "@" not in text
        assert (await tomasz.get("/console/funnel?since=2026-13-01")).status in (400, 422)
        assert (await tomasz.get("/console/funnel?since=2020-01-01")).status in (400, 422)


async def test_of_few_who_slipped_again_trust_people_alone_are_told(peopled: Peopled) -> None:
    """Six people were taught and one of them slipped again: one is fewer than five."""
    at = peopled.clock.now() - timedelta(days=80)
    async with peopled.world.house.database.transaction() as conn:
        people = [f"per_few_{nth}" for nth in range(6)]
        for person in people:
            await conn.execute(
                "insert into person (id, kind, created_at) values ($1, 'member', $2)", person, at
            )
        for nth, (person, number) in enumerate([*((each, 1) for each in people), (people[0], 2)]):
            await conn.execute(
                """insert into lesson
                    (id, writer_id, proposal_id, digest, kind, surface, pieces, seen, number, step, at)
                select $1, $2, id, $3, 'detail', 'message', '{}', true, $4, $5, $6 from proposal limit 1""",
                f"les_few_{nth}",
                person,
                f"few {nth}".encode(),
                number,
                "lesson" if number == 1 else "warning",
                at + timedelta(hours=nth),
            )
    since = (at - timedelta(days=1)).date()
    page = f"/console/funnel?since={since}&until={since + timedelta(days=3)}"
    async with visit(peopled.world, "ines") as ines, visit(peopled.world, "tomasz") as tomasz:
        whole = (await tomasz.get(page)).words
        assert "5 have not slipped again for thirty days, 1 have" in whole
        few = (await ines.get(page)).words
        assert "about fewer than 5 people" in few and "slipped again" not in few


async def test_another_policy_is_tried_on_what_was_written_and_changes_nothing(peopled: Peopled) -> None:
    page, act = "/console/policy", "/console/policy/try"
    span = {"since": "2026-11-01", "until": "2026-12-01"}
    rows = '[{"name": "open", "stage": "before-contract", "rule": "warn"}]'
    async with visit(peopled.world, "tomasz") as browser:
        before = (await browser.get(page)).words
        tried = await browser.send(page, act, {**span, "rows": rows})
        assert tried.status == 200 and "Passed, writer told" in tried.words and NUMBER not in tried.text
        for wrong in ("{", "[]", '[{"name": "x"}]', "[1]"):
            refused = await browser.send(page, act, {**span, "rows": wrong})
            assert refused.status in (400, 422), wrong
        assert (await browser.send(page, act, {**span, "rows": rows, "since": "never"})).status in (400, 422)
        assert (await browser.get(page)).words == before
        assert (await browser.get(f"{page}?version=99")).status == 404


async def test_the_record_says_who_could_see_what_and_is_not_asked_by_an_address(peopled: Peopled) -> None:
    ask = "/console/disclosures?of={}&id={}"
    async with visit(peopled.world, "tomasz") as browser:
        shown = (await browser.get(ask.format("proposal", peopled.proposal))).words
        assert "e-mail address" in shown and "in force" in shown and "never shown" in shown
        own = (await browser.get(ask.format("owner", peopled.client))).words
        seen = (await browser.get(ask.format("viewer", peopled.client))).words
        assert peopled.freelancer in own and peopled.freelancer in seen
        assert "Nothing bears this id" in (await browser.get(ask.format("owner", "m-nobody"))).words
        typed = await browser.get(ask.format("owner", ADDRESS))
        assert "looks like a contact detail" in typed.words and ADDRESS not in typed.text


BIG = {
    "attendance",
    "contract",
    "disclosure",
    "effect",
    "held_text",
    "interview",
    "ledger_entry",
    "member",
    "nudge",
    "party",
    "person",
    "proposal",
    "report",
    "ruling",
    "support_case",
    "thread_message",
    "waiting",
    "webhook_event",
}
"""Tables that grow with the trade."""


def read_whole(plan: dict[str, Any]) -> list[str]:
    """Which of the big tables a plan reads from end to end."""
    below = [name for each in plan.get("Plans", []) for name in read_whole(each)]
    here = plan["Relation Name"] if plan["Node Type"] == "Seq Scan" else None
    return [*below, str(here)] if here in BIG else below


async def test_no_page_reads_a_table_that_grows_from_end_to_end(peopled: Peopled) -> None:
    """Where reading it whole is made dear, the planner does so only for want of an index. What the pages cost
    at a million is measured by `python -m bench console`.
    """
    database = peopled.world.house.database
    assert isinstance(database, Overheard)
    database.said.clear()
    ids = {"report": peopled.report, "held_one": peopled.held[0], "case": peopled.case}
    async with database.connection() as conn:
        proposal = await store.proposal_by_external_id(conn, peopled.proposal)
        assert proposal is not None
        ids |= {"proposal": proposal.id, "member": proposal.client_id}
        ids["interview"] = await conn.fetchval("select id from interview limit 1")
        ids["flag"] = await conn.fetchval("select id from flag limit 1")
    database.said.clear()
    pages = [way for way in TABLE if isinstance(way, Page)]
    paths = [way.path.replace("{id}", ids.get(way.name, "none")) for way in pages]
    paths.append(f"/console/disclosures?of=proposal&id={peopled.proposal}")
    paths.append(f"/console/disclosures?of=owner&id={peopled.client}")
    paths += ["/console/cases?show=mine", "/console/reports?show=all", "/console/effects?state=held"]
    async with visit(peopled.world, "sana") as browser:
        for path in paths:
            await browser.get(path)
    said = dict(database.said)
    assert len(said) > 40
    found = {}
    connection = await asyncpg.connect(database.dsn)
    try:
        await teach_types(connection)
        await connection.execute("set enable_seqscan = off")
        for query, given in said.items():
            plan = await connection.fetchval(f"explain (format json) {query}", *given)
            whole = read_whole((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
            if whole:
                found[" ".join(query.split())] = whole
    finally:
        await connection.close()
    assert found == {}
