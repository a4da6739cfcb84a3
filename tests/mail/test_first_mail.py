"""What the first mail ever tells a person of itself, and by what later mails are known to belong to it."""

from __future__ import annotations

import re
import socket
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import anteroom_mail
from anteroom.interviews import actions, passing
from anteroom.interviews.model import Role
from anteroom_calendar import Partstat
from anteroom_mail.letters.courtesy import MAIL_KINDS
from anteroom_mail.out.outbox import ByMail
from mail.house_with_mail import DANA, LEO, MAYA, START, HouseWithMail
from mail.post_office import Arrived

REFERENCE = re.compile(r"[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}")


def text(mail: Arrived) -> str:
    """The plain text on one line."""
    return " ".join(mail.body("text/plain").split())


async def moved(mailed: HouseWithMail, interview_id: str, hours: int) -> None:
    """Maya moves it to so many hours later."""
    later = START + timedelta(hours=hours)
    mailed.clock.advance(timedelta(minutes=5))
    await actions.move(mailed.house, interview_id, "per_maya", later, later + timedelta(minutes=45))
    await mailed.settle()


async def test_it_tells_a_stranger_how_to_check_it_without_pressing_anything(mailed: HouseWithMail) -> None:
    await mailed.invite()
    (mail,) = mailed.office.to(DANA)
    said = text(mail)

    assert "Maya Quill of Larkfield Labs gave Harbourline your address" in said
    assert "the proposal for “Ledger engineer”" in said
    assert "ask Maya Quill in a way that you already know" in said
    assert "127.0.0.1:8700/verify" in said and (reference := REFERENCE.search(said))
    # It is copied by hand, so no line ends within it.
    assert f'white-space:nowrap">{reference[0]}<' in mail.body("text/html")
    assert "Neither we nor Harbourline ask for money, identity papers, codes or an app to install" in said
    assert "addresses that end in @relay.anteroom.test" in said
    assert "abuse@harbourline.test" in said
    assert "Never write to me again:" in said
    # What explains comes before what can be pressed.
    assert said.index("If you do not know us") < said.index("/i#")
    html = " ".join(re.sub(r"<[^>]+>", " ", mail.body("text/html")).split())
    for sentence in ("ask Maya Quill in a way that you already know", "identity papers"):
        assert sentence in html


async def test_it_sends_a_member_to_the_thread_and_the_host_nowhere(mailed: HouseWithMail) -> None:
    await mailed.invite()

    candidate, host = text(mailed.office.to(LEO)[0]), text(mailed.office.to(MAYA)[0])
    assert "entre en Harbourline como siempre y abra la conversación de su propuesta" in candidate
    assert "dinero, documentos de identidad, códigos" in candidate
    assert "first mail you get from us" not in host
    assert "Never write to me again:" in host


async def test_it_has_nothing_of_the_scams_that_people_know(mailed: HouseWithMail) -> None:
    """No haste, no shouting, no messenger, no gift, and one host behind every link."""
    await mailed.invite()
    for address in (DANA, LEO, MAYA):
        (mail,) = mailed.office.to(address)
        said = text(mail) + mail.mail["Subject"]
        assert not re.search(r"!|urgent|immediately|asap|24 hours|whatsapp|telegram|signal|gift", said, re.I)
        links = re.findall(r'href="([^"]+)"', mail.body("text/html"))
        assert links and all(link.startswith("http://127.0.0.1:8700/") for link in links)


async def test_it_says_so_once_in_a_persons_life_and_how_to_check_each_time(mailed: HouseWithMail) -> None:
    first = await mailed.invite()
    second = await mailed.schedule()
    await mailed.settle()
    one, two = (text(mail) for mail in mailed.office.to(DANA))

    assert "This is the first mail you get from us" in one
    assert "This is the first mail you get from us" not in two
    assert "gave Harbourline your address" in two
    references = {REFERENCE.findall(one)[0], REFERENCE.findall(two)[0]}
    assert len(references) == 2
    assert first.id != second.id
    await moved(mailed, first.id, 2)
    third = text(mailed.office.to(DANA)[2])
    assert REFERENCE.findall(third)[0] == REFERENCE.findall(one)[0]
    assert "Never write to me again:" in third and "abuse@harbourline.test" in third


async def test_it_is_no_first_mail_for_a_mailbox_that_is_known_by_somebody_elses_word(
    mailed: HouseWithMail,
) -> None:
    """What a Slack workspace says of a mailbox makes nobody else of it: its reader knows us already."""
    dana = await mailed.party(await mailed.invite(), Role.GUEST)
    async with mailed.house.database.connection() as conn:
        await conn.execute(
            "insert into slack_account (team_id, user_id, person_id) values ('T1', 'U1', $1)", dana.person_id
        )
    other = await mailed.party(await mailed.schedule(), Role.GUEST)
    assert other.person_id != dana.person_id
    await mailed.settle()
    _, second = (text(mail) for mail in mailed.office.to(DANA))

    assert "This is the first mail you get from us" not in second


async def test_it_is_still_the_first_mail_when_no_server_took_the_one_before(mailed: HouseWithMail) -> None:
    mailed.office.unknown = {MAYA, LEO, DANA}
    await mailed.invite()
    mailed.office.unknown.clear()
    await mailed.schedule()
    await mailed.settle()

    (mail,) = mailed.office.to(DANA)
    assert "This is the first mail you get from us" in text(mail)


async def test_everything_about_one_entry_is_one_conversation(mailed: HouseWithMail) -> None:
    """Gmail needs the same subject and References that it knows; others need References alone."""
    interview = await mailed.invite()
    await moved(mailed, interview.id, 1)
    await moved(mailed, interview.id, 2)
    (invitation, *_, latest) = mailed.office.to(LEO)
    other = mailed.reply(latest, LEO, Partstat.TENTATIVE, start=START + timedelta(hours=5))
    await mailed.send(other, latest.sender_of_entry)
    (counter,) = (await mailed.now(interview)).counters[-1:]
    await actions.decline_counter(mailed.house, interview.id, counter.id, "per_maya")
    mailed.clock.set(START + timedelta(hours=2) - timedelta(minutes=10))
    await passing.open_doors(mailed.house, interview.id)
    await mailed.settle()
    await actions.cancel(mailed.house, interview.id, "per_maya")
    await mailed.settle()
    mails = [arrived.mail for arrived in mailed.office.to(LEO)]

    assert len(mails) == 6
    assert {str(mail["Subject"]) for mail in mails} == {"Entrevista en Harbourline: Ledger engineer"}
    names = [str(mail["Message-ID"]) for mail in mails]
    assert len(set(names)) == 6
    entries = [
        str(each.mail["Message-ID"]) for each in mailed.office.to(LEO) if b"method=REQUEST" in each.raw
    ]
    for place, mail in enumerate(mails[1:], start=1):
        known = str(mail["References"]).split()
        assert known[0] == names[0]
        assert known[-1] == str(mail["In-Reply-To"])
        assert str(mail["In-Reply-To"]) in entries and str(mail["In-Reply-To"]) in names[:place]
    assert invitation.mail["References"] is None


async def test_two_interviews_of_one_proposal_are_two_conversations(mailed: HouseWithMail) -> None:
    await mailed.invite()
    await mailed.schedule()
    await mailed.settle()
    one, two = mailed.office.to(LEO)

    assert two.mail["References"] is None and two.mail["In-Reply-To"] is None
    assert one.mail["Message-ID"] != two.mail["Message-ID"]


async def test_its_headers_are_whole_and_name_no_machine(mailed: HouseWithMail) -> None:
    """Read as bytes: a header library would mend what it reads, and did break what it wrote."""
    interview = await mailed.invite()
    mailed.clock.set(START - timedelta(minutes=10))
    await passing.open_doors(mailed.house, interview.id)
    await mailed.settle()
    names = {socket.gethostname().lower(), socket.getfqdn().lower()} - {"localhost"}
    # As a word of its own: a short name occurs within identifiers by chance.
    machine = re.compile("|".join(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])" for name in names))

    assert len(mailed.office.arrived) == 6
    for arrived in mailed.office.arrived:
        head = arrived.raw.partition(b"\r\n\r\n")[0].decode("ascii")
        fields = dict(line.split(": ", 1) for line in re.sub(r"\r\n(?=[ \t])", "", head).split("\r\n"))
        assert not {"Received", "User-Agent", "X-Mailer", "X-Originating-IP", "Sender"} & set(fields)
        assert not names or machine.search(head.lower()) is None
        assert fields["Date"].endswith(" +0000")
        assert re.fullmatch(r"<[^<>@ ]+@relay\.anteroom\.test>", fields["Message-ID"])
        never, post = fields["List-Unsubscribe"], fields["List-Unsubscribe-Post"]
        assert re.fullmatch(
            r"<mailto:(n-[a-z2-7]{32}-[a-z2-7]{20})@relay\.anteroom\.test>,"
            r" <http://127\.0\.0\.1:8700/never/\1>",
            never,
        )
        assert post == "List-Unsubscribe=One-Click"
        # Some servers skip invitations that say they were made by a machine; the pass does say so.
        invitation = b"text/calendar" in arrived.raw
        assert ("Auto-Submitted" in fields) is not invitation
        assert message_from_bytes(arrived.raw, policy=default).defects == []


async def test_an_answer_to_a_counter_bears_no_list_header_but_the_way_out(mailed: HouseWithMail) -> None:
    await mailed.decline_another_time()
    declined = mailed.office.to(LEO)[-1]

    assert b"method=DECLINECOUNTER" in declined.raw
    assert "List-Unsubscribe" not in declined.mail
    assert "No me escriban nunca más:" in text(declined)


async def test_the_title_that_nobody_chose_is_not_said_twice(mailed: HouseWithMail) -> None:
    interview = await mailed.schedule()
    async with mailed.house.database.connection() as conn:
        await conn.execute("update interview set title = 'Interview: Ledger engineer'")
    await mailed.settle()

    assert mailed.office.to(DANA)[0].mail["Subject"] == "Interview on Harbourline: Ledger engineer"
    assert (await mailed.party(interview, Role.HOST)).reachable


def test_it_is_no_first_mail_after_a_mail_of_any_kind() -> None:
    """What counts as having written to somebody are all kinds of mail that the integration brings."""
    brought = [each for each in vars(anteroom_mail).values() if isinstance(each, type)]
    assert {vars(each)["kind"] for each in brought if issubclass(each, ByMail)} == set(MAIL_KINDS)
