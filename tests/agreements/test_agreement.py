"""An agreement from the invitation to the copy: read early, signed by one side, hidden in part."""

from __future__ import annotations

import hashlib
import html
import json
import re
from typing import Any

from anteroom.agreements import store
from anteroom.agreements.ours import ours
from anteroom.interviews import store as interviews
from anteroom.interviews.agreement import signed_by_all
from passes.reception import Answer, Browser, Reception
from passes.test_lobby import guests

MARK = re.compile(r'name="text" value="(\w{64})"')
LINK = re.compile(r"/signed#(sig_\w+\.pty_\w+\.\w+)")
OWN = (
    "Between [[Orrin Vexley Holdings]] and whoever signs.\n\n"
    "Notices go to legal-desk@quillmark.example or to +49 30 5550 4471, Lindenallee 84, 10115 Berlin.\n\n"
    "What is shown here is told to nobody."
)
CANARIES = ("Orrin Vexley", "legal-desk", "quillmark", "5550 4471", "55504471", "Lindenallee")


def sheet(seat: str) -> str:
    """The agreement's own page."""
    return f"/lobby/{seat}/agreement"


def mark_in(page: Answer) -> str:
    """What the page's form would sign."""
    found = MARK.search(page.text)
    assert found is not None, page.text
    return found[1]


async def signs(browser: Browser, seat: str) -> Answer:
    """Read the page and press its button."""
    mark = mark_in(await browser.get(sheet(seat)))
    return await browser.send(f"/lobby/{seat}/consent", {"agree": "yes", "text": mark, "stay": "yes"})


async def state(reception: Reception) -> Any:
    """The interview as the books have it."""
    async with reception.world.house.database.connection() as conn:
        return await interviews.load(conn, reception.interview["id"])


async def on_record(reception: Reception) -> tuple[list[store.Version], list[store.Signature]]:
    """Every version and every signature."""
    async with reception.world.house.database.connection() as conn:
        interview_id = reception.interview["id"]
        return await store.versions(conn, interview_id), await store.signatures(conn, interview_id)


async def test_it_is_read_and_signed_before_the_doors_open_and_both_get_a_copy(reception: Reception) -> None:
    seats = await reception.schedule(
        agreement={"title": "What Fernside shows", "text": "Tell nobody.\n\nNot even the cat."},
        guests=guests(reception),
    )
    await reception.world.settle()
    mailbox = reception.world.twins.mailbox
    invited = mailbox.mails("leo")[-1]
    assert "There is an agreement to read" in invited.text
    assert "There is an agreement to read" in mailbox.calendar("leo")[0].description
    assert "There is an agreement to read" not in mailbox.mails("dana")[-1].text
    leo, maya, dana = [await reception.seated(seats[key]) for key in ("leo", "maya", "dana")]
    page = await leo.get(sheet(seats["leo"]))

    assert page.status == 200 and "Not even the cat." in page.text and "What Fernside shows" in page.text
    assert not signed_by_all(await state(reception))
    assert (await leo.get(f"/lobby/{seats['leo']}")).text.count("Not even the cat.") == 1
    assert "signs nothing" in (await dana.get(sheet(seats["dana"]))).text
    assert (await dana.send(f"/lobby/{seats['dana']}/agreement", {"wish": "decline"})).status == 403, (
        "who tells does not sign"
    )
    assert "not signed yet" in (await maya.get(sheet(seats["maya"]))).text
    assert (await signs(leo, seats["leo"])).headers["Location"] == sheet(seats["leo"])
    assert signed_by_all(await state(reception))
    assert "You signed this on" in (await leo.get(sheet(seats["leo"]))).text
    assert ">signed<" in (await maya.get(sheet(seats["maya"]))).text
    await reception.world.settle()
    own, hers = mailbox.mails("leo")[-1], mailbox.mails("maya")[-1]
    digest = hashlib.sha256(b"Tell nobody.\n\nNot even the cat.").hexdigest()
    for mail in (own, hers):
        assert "Not even the cat." in mail.text and digest in mail.text and "Leo" in mail.text
    assert LINK.search(own.text) != LINK.search(hers.text)
    assert len(mailbox.mails("dana")) == 1, "the host and the signer alone get copies"
    (version,), (signed,) = await on_record(reception)
    assert (version.version, version.title, signed.label) == (1, "What Fernside shows", "Leo Marchetti")
    assert (signed.shown_hash, signed.full_hash, signed.at) == (digest, digest, reception.clock.now())


async def test_what_tells_how_to_reach_somebody_is_hidden_everywhere_until_a_contract(
    reception: Reception,
) -> None:
    """A name that the host marked, an address, a number, a street: in no page, mail, answer, table or log."""
    seats = await reception.schedule(agreement={"title": "Ours", "text": OWN}, guests=guests(reception))
    leo, maya = await reception.seated(seats["leo"]), await reception.seated(seats["maya"])
    told = json.dumps(await reception.told())
    early = await leo.get(sheet(seats["leo"]))
    assert "name hidden until a contract" in early.text and "What is shown here" in early.text
    await signs(leo, seats["leo"])
    await reception.world.settle()
    mailbox = reception.world.twins.mailbox
    pages = [await leo.get(path) for path in (f"/lobby/{seats['leo']}", sheet(seats["leo"]))]
    pages += [await leo.get(f"{sheet(seats['leo'])}/text"), await maya.get(sheet(seats["maya"]))]
    link = LINK.search(mailbox.mails("leo")[-1].text)
    assert link is not None
    exchanged = await leo._ask("POST", "/signed", json={"copy": link[1]})
    copy = json.loads(exchanged.text)["copy"]
    pages += [await leo.get(copy), await leo.get(f"{copy}/text")]
    assert (await leo.send(f"{copy}/whole", {})).status == 404, "there is no contract yet"
    rows = await everything_kept(reception)
    everywhere = [told, rows, *(page.text for page in pages)]
    twins = reception.world.twins
    for capture in (*twins.mailbox.captures, *twins.marketplace.captures):
        everywhere.append(capture.body.decode("latin-1"))
    everywhere += [mail.text for key in ("leo", "maya", "dana") for mail in mailbox.mails(key)]
    for text in everywhere:
        plain = html.unescape(text)
        assert not [each for each in CANARIES if each in plain], plain[:400]
    (version,), (signed,) = await on_record(reception)
    assert version.hides and signed.full_hash == version.full_hash != signed.shown_hash
    assert version.full_hash != hashlib.sha256(OWN.replace("[[", "").replace("]]", "").encode()).hexdigest()

    before = await leo.send(f"{copy}/check", {"text": OWN.replace("[[", "").replace("]]", "")})
    assert "this is not what was signed" in before.text, "a guess at what is hidden is not told"
    await reception.world.twins.marketplace.accept_offer(reception.world.twins.cast.proposals[0].id)
    await reception.world.settle()
    whole = await leo.send(f"{copy}/whole", {})
    opened = html.unescape(whole.text)
    assert all(each in opened for each in ("Orrin Vexley Holdings", "+49 30 5550 4471", "Lindenallee 84"))
    salt = re.findall(r"<code>(\w+)</code>", whole.text)[0]
    text = OWN.replace("[[", "").replace("]]", "")
    assert hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest() == version.full_hash
    checked = await leo.send(f"{copy}/check", {"text": text})
    assert "this is the whole text that was signed" in checked.text
    hers = LINK.search(mailbox.mails("maya")[-1].text) or LINK.search(mailbox.mails("maya")[-2].text)
    assert hers is not None
    seen = json.loads((await maya._ask("POST", "/signed", json={"copy": hers[1]})).text)["copy"]
    assert (await maya.send(f"{seen}/whole", {})).status == 404, "what she typed she has"


async def everything_kept(reception: Reception) -> str:
    """Every row that tells of the interview, as text."""
    tables = ("interview", "agreement", "signature", "ledger_entry", "effect", "party")
    async with reception.world.house.database.connection() as conn:
        rows = [row for table in tables for row in await conn.fetch(f"select t::text from {table} t")]
    return "\n".join(str(row[0]) for row in rows)


async def test_one_may_rather_not_and_think_again_and_nobody_hears_why(reception: Reception) -> None:
    seats = await reception.schedule(nda=True)
    leo, maya = await reception.seated(seats["leo"]), await reception.seated(seats["maya"])
    path = sheet(seats["leo"])
    await reception.world.settle()
    said = await leo.send(path, {"wish": "decline", "stay": "yes"})
    await reception.world.settle()
    mailbox = reception.world.twins.mailbox
    news = mailbox.mails("maya")[-1]

    assert said.headers["Location"] == path
    assert "will not come in under the agreement" in news.subject and "Nobody is asked why" in news.text
    assert "will not come in under it" in (await maya.get(sheet(seats["maya"]))).text
    assert "You would rather not sign this" in (await leo.get(path)).text
    await reception.open_doors()
    assert (await leo.get(f"/room/{seats['leo']}")).status == 303
    assert "agreement_declined" not in json.dumps(
        [event.type for event in reception.world.twins.marketplace.events]
    ), "between the two sides"
    await leo.send(path, {"wish": "reconsider", "stay": "yes"})
    assert "not signed yet" in (await maya.get(sheet(seats["maya"]))).text
    await leo.send(path, {"wish": "decline"})
    await signs(leo, seats["leo"])
    assert signed_by_all(await state(reception))
    assert ">signed<" in (await maya.get(sheet(seats["maya"]))).text


async def test_the_host_drops_it_asks_for_another_or_goes_on_without(reception: Reception) -> None:
    seats = await reception.schedule(nda=True)
    leo, maya = await reception.seated(seats["leo"]), await reception.seated(seats["maya"])
    change = f"{sheet(seats['maya'])}/change"
    await signs(leo, seats["leo"])
    assert (await leo.send(f"{sheet(seats['leo'])}/change", {"wish": "drop"})).status == 403
    asked = {"wish": "ask", "title": "Mine", "nda": "Tell nobody but your lawyer."}
    assert (await maya.send(change, asked)).status == 303
    again = await leo.get(sheet(seats["leo"]))
    assert "has changed it since you signed" in again.text and "Tell nobody but your lawyer." in again.text
    assert not signed_by_all(await state(reception))
    await maya.send(change, asked)
    versions, signed = await on_record(reception)
    assert [each.version for each in versions] == [1, 2], "the same once more is no new version"
    assert [each.agreement_id for each in signed] == [versions[0].id]
    await signs(leo, seats["leo"])
    assert len((await on_record(reception))[1]) == 2
    assert (await maya.send(change, {"wish": "drop"})).status == 303
    dropped = await state(reception)
    assert (dropped.nda, signed_by_all(dropped)) == ("", False)
    assert "No agreement is asked for" in (await leo.get(sheet(seats["leo"]))).text
    assert len((await on_record(reception))[1]) == 2, "signatures stay"
    assert (await maya.send(change, {"wish": "ask", "in": "es"})).status == 303
    spanish = await leo.get(sheet(seats["leo"]))
    assert ours("es").text.splitlines()[0] in html.unescape(spanish.text)
    assert ours("en").text.splitlines()[0] in html.unescape(spanish.text), "to be read beside it"
    body = {"member": reception.world.twins.cast.maya.member, "agreement": None}
    status, told = await reception.api.post(f"/v1/interviews/{reception.interview['id']}/agreement", body)
    assert (status, told["agreement"]) == (200, None)
    await maya.send(change, {"wish": "ask"})
    assert (await maya.send(change, {"wish": "let_go", "party": seats["leo"]})).status == 303
    assert (await reception.told())["state"] == "cancelled"


async def test_what_cannot_be_taken_out_or_read_is_refused(reception: Reception) -> None:
    offered = reception.world.twins.cast.proposals[0]
    wish = {
        "proposal": offered.id,
        "host": offered.client,
        "starts_at": "2026-11-25T14:00:00Z",
        "minutes": 45,
    }
    for bad in (
        {"title": "Call +49 30 901820 41", "text": "Tell nobody."},
        {"title": "x" * 121, "text": "Tell nobody."},
        {"text": "x" * 20_001},
        {"language": "fr"},
    ):
        status, _ = await reception.api.post("/v1/interviews", {**wish, "agreement": bad})
        assert status == 400, bad


async def test_what_was_signed_is_changed_by_nobody(reception: Reception) -> None:
    seats = await reception.schedule(nda=True)
    await signs(await reception.seated(seats["leo"]), seats["leo"])
    for table in ("agreement", "signature"):
        try:
            await reception.rewrite(f"update {table} set full_hash = 'x'")
        except Exception as error:
            assert "is not changed" in str(error)
        else:
            raise AssertionError(table)


async def test_a_copy_opens_for_nobody_but_by_its_own_link(reception: Reception) -> None:
    seats = await reception.schedule(nda=True)
    leo = await reception.seated(seats["leo"])
    await signs(leo, seats["leo"])
    await reception.world.settle()
    link = LINK.search(reception.world.twins.mailbox.mails("leo")[-1].text)
    assert link is not None
    signature, party, mac = link[1].split(".")
    stranger = reception.browser()
    for forged in (
        f"{signature}.{party}.{mac[::-1]}",
        f"{signature}.{seats['maya']}.{mac}",
        f"{signature}.{party}",
        "",
    ):
        assert (await stranger._ask("POST", "/signed", json={"copy": forged})).status == 404
    for path in (f"/signed/{signature}/{party}", f"/signed/{signature}/{party}/text"):
        assert (await stranger.get(path)).status == 404
    assert signature not in (await stranger.get("/signed")).text
    page = json.loads((await stranger._ask("POST", "/signed", json={"copy": link[1]})).text)["copy"]
    assert "You, who sign, receive them" in (await stranger.get(page)).text
    again = await stranger.send(f"{page}/check", {"text": ours("en").text})
    assert "this is what was read and signed" in again.text
    assert (
        "this is not what was signed"
        in (await stranger.send(f"{page}/check", {"text": ours("es").text})).text
    )
    file = await stranger.get(f"{page}/text")
    assert file.headers["Content-Disposition"] == 'attachment; filename="agreement-1.txt"'
    assert file.text.startswith("Confidentiality in an interview\nVersion 1\n\n1. Who.")
