"""What attendees' programs put into an answer. Each case names who does it, and where that was told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from anteroom_calendar import Kind, Partstat, Problem, read, understand
from invitations.mails import DANA, GMAIL, OUTLOOK, REPLY_ADDRESS, SAMPLES, UID, XANDIKOS, answered
from invitations.samples import NOW, REPLY_LINES, START, calendar

ANSWERS = {
    "nextcloud/calendar#7962 (Exchange)": "outlook",
    "comm-central browser/invitations (Google)": "gmail",
    "vobject#462 (Apple)": "apple",
    "comm-central calItipUtils (Thunderbird)": "thunderbird",
    "tutanota#2960 (Proton)": "proton",
    "Xandikos 0.4.10, tried": "xandikos",
}


def with_line(name: str, *lines: str) -> tuple[str, ...]:
    """The plain reply, with this property's lines in the place of its own."""
    return (*(line for line in REPLY_LINES if not line.startswith(name)), *lines)


@pytest.mark.parametrize("name", ANSWERS.values(), ids=ANSWERS)
def test_it_takes_the_same_yes_from_every_program(name: str) -> None:
    understood = understand(SAMPLES[name])
    assert understood.answer is not None
    said = understood.answer
    line = said.attendee(DANA)
    assert line is not None
    assert (said.kind, said.uid, said.start) == (Kind.REPLY, UID, START)
    assert line.partstat is Partstat.ACCEPTED


@pytest.mark.parametrize("word", ["Accepted: ", "Zugesagt: ", "Aceptado: ", "承諾: "], ids=lambda word: word)
def test_it_does_not_read_the_answer_out_of_the_title(word: str) -> None:
    """Exchange puts it there in the owner's language (nextcloud/calendar#7962); PARTSTAT says it."""
    lines = (
        *with_line("ATTENDEE", f"ATTENDEE;PARTSTAT=DECLINED:mailto:{DANA}"),
        f"SUMMARY;LANGUAGE=x:{word}",
    )
    assert read(calendar(*lines)).attendees[0].partstat is Partstat.DECLINED


def test_it_reads_the_time_of_an_exchange_zone_from_1601() -> None:
    """nextcloud/calendar#7962: Windows names, and observances that begin in 1601."""
    understood = understand(OUTLOOK)
    assert understood.answer is not None
    assert (understood.answer.start, understood.answer.zone) == (START, "Europe/Berlin")
    assert understood.problems == (Problem.NO_ORGANIZER,)


def test_it_gives_the_note_that_google_hangs_on_the_line() -> None:
    """X-RESPONSE-COMMENT, beside X-NUM-GUESTS (as in Cyrus imip_reply_override_google)."""
    understood = understand(GMAIL)
    assert understood.answer is not None
    assert understood.answer.attendees[0].comment == "see you"


def test_it_reads_an_answer_to_a_series_by_its_main_event() -> None:
    """Cyrus Sieve imip_reply_override_google: overrides with a UTC RECURRENCE-ID; master may stand last."""
    override = "\r\n".join(
        ["RECURRENCE-ID:20261210T150000Z", f"UID:{UID}", f"ATTENDEE;PARTSTAT=DECLINED:mailto:{DANA}"]
    )
    said = read(calendar(override, "END:VEVENT", "BEGIN:VEVENT", *REPLY_LINES, "RRULE:FREQ=WEEKLY"))
    assert said.attendees[0].partstat is Partstat.ACCEPTED
    assert {Problem.RECURRING, Problem.SEVERAL_EVENTS} <= set(said.problems)


def test_it_takes_a_whole_event_with_sixteen_overrides_for_a_reply() -> None:
    """nextcloud/mail#10811: the whole series comes back, with everybody in it."""
    others = [f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:x{n}@corp.example" for n in range(5)]
    lines = [*REPLY_LINES, *others, "STATUS:CONFIRMED", "RRULE:FREQ=DAILY"]
    for day in range(10, 26):
        override = [line for line in REPLY_LINES if not line.startswith("ATTENDEE")]
        lines += ["END:VEVENT", "BEGIN:VEVENT", f"RECURRENCE-ID:202612{day}T150000Z", *override]
    said = read(calendar(*lines))
    own = said.attendee(DANA)
    assert own is not None
    assert own.partstat is Partstat.ACCEPTED
    assert {Problem.NOT_ONE_ATTENDEE, Problem.SEVERAL_EVENTS, Problem.RECURRING} <= set(said.problems)


def test_it_finds_the_one_line_that_counts_among_two() -> None:
    """mu#1403: all own addresses answer; Thunderbird warns of any other number than one (calItipUtils)."""
    said = read(calendar(*REPLY_LINES, "ATTENDEE;PARTSTAT=DECLINED:mailto:d.smith@corp.example"))
    line = said.attendee("D.Smith@Corp.Example")
    assert line is not None
    assert line.partstat is Partstat.DECLINED
    assert said.attendee("nobody@corp.example") is None


def test_it_bears_an_answer_that_names_nobody() -> None:
    """Apple's gateway (ccs-calendarserver imip/inbound.py) adds the missing ATTENDEE from its record."""
    said = read(calendar(*with_line("ATTENDEE")))
    assert (said.attendees, said.problems) == ((), (Problem.NOT_ONE_ATTENDEE,))


def test_it_shows_who_crashes_the_party_as_nobody_it_knows() -> None:
    """sabre adds such people, Cyrus ignores them (imip_reply_partycrasher)."""
    said = read(calendar(*with_line("ATTENDEE", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:boss@corp.example")))
    assert said.attendee(DANA) is None
    assert [line.address for line in said.attendees] == ["boss@corp.example"]


@pytest.mark.parametrize("spelling", ["dana+work@corp.example", "DANA@CORP.EXAMPLE"])
def test_it_repeats_the_address_as_the_line_spells_it(spelling: str) -> None:
    """Cyrus Caldav invite_plusaddr, Nextcloud mail#11337: who may answer for whom is not decided here."""
    said = read(calendar(*with_line("ATTENDEE", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{spelling}")))
    assert said.attendees[0].address == spelling
    assert (said.attendee(DANA) is not None) is (spelling.lower() == DANA)


def test_it_takes_an_organizer_that_is_not_ours() -> None:
    """cyrus-imapd#3965: moving an event between Google calendars rewrites ORGANIZER. The UID still tells."""
    said = read(calendar(*with_line("ORGANIZER", "ORGANIZER:mailto:c_abc@group.calendar.google.com")))
    assert said.uid == UID
    assert said.organizer is not None
    assert said.organizer.address != REPLY_ADDRESS


def test_it_reads_each_delegate_and_who_delegated() -> None:
    """RFC 5546 3.2.2.3; Stalwart merges DELEGATED-TO, Xandikos invites the delegate: we only tell who."""
    one, two = "sam@corp.example", "ann@corp.example"
    line = f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:{one}","MAILTO:{two}":mailto:{DANA}'
    delegate = f'ATTENDEE;PARTSTAT=ACCEPTED;DELEGATED-FROM="mailto:{DANA}":mailto:{one}'
    said = read(calendar(*with_line("ATTENDEE", line, delegate)))
    assert said.attendees[0].delegated_to == (one, two)
    assert (said.attendees[1].address, said.attendees[1].delegated_to) == (one, ())


def test_it_passes_over_what_belongs_to_caldav() -> None:
    """RFC 6638 SCHEDULE-AGENT, -STATUS, -FORCE-SEND and RSVP mean nothing in mail (sabre)."""
    extra = 'SCHEDULE-AGENT=CLIENT;SCHEDULE-STATUS="2.0;Success";SCHEDULE-FORCE-SEND=REPLY;RSVP=TRUE'
    said = read(calendar(*with_line("ATTENDEE", f"ATTENDEE;PARTSTAT=ACCEPTED;CN=Dana;{extra}:mailto:{DANA}")))
    assert said == read(calendar(*REPLY_LINES))


@pytest.mark.parametrize("partstat", ["DECLINED", "TENTATIVE"])
def test_it_reads_a_time_proposed_with_a_no_or_a_maybe(partstat: str) -> None:
    """Graph takes proposedNewTime with these two only; Gmail's "maybe + proposed" (nextcloud/mail#10077)."""
    lines = with_line("ATTENDEE", f"ATTENDEE;PARTSTAT={partstat}:mailto:{DANA}")
    later = [line.replace("T15", "T16") for line in lines]
    said = read(calendar(*later, method="COUNTER"))
    assert (said.kind, said.start, said.attendees[0].partstat) == (
        Kind.COUNTER,
        START + timedelta(hours=1),
        Partstat(partstat),
    )


def test_it_reads_a_counter_that_repeats_everybody() -> None:
    """RFC 5546 3.2.7: a COUNTER is like a REQUEST; more than one ATTENDEE is no problem in it."""
    said = understand(SAMPLES["gmail-counter"]).answer
    assert said is not None
    assert [line.partstat for line in said.attendees] == [Partstat.TENTATIVE, Partstat.NEEDS_ACTION]
    assert (said.comment, said.problems) == ("One hour later?", ())


def test_it_tells_a_counter_for_the_past_as_it_is() -> None:
    """ExchangeCalendar#101, #272: any answer with a comment proposes "now"; the clock tells."""
    lines = with_line("DT", "DTSTAMP:20261120T101500Z", "DTSTART:20261120T101500Z", "DURATION:PT30M")
    said = read(calendar(*lines, "COMMENT:ok", method="COUNTER"))
    assert said.start is not None
    assert said.start == said.dtstamp
    assert (said.comment, said.end) == ("ok", said.start + timedelta(minutes=30))


def test_it_leaves_a_reply_a_reply_though_its_time_is_another() -> None:
    """MS-OXCICAL note <2>: Exchange 2003 sends a proposal as REPLY. A REPLY's time never moves anything."""
    moved = [line.replace("20261203T15", "20261204T15") for line in REPLY_LINES]
    said = read(calendar(*moved, "X-MS-OLK-ORIGINALSTART:20261203T150000Z"))
    assert (said.kind, said.start) == (Kind.REPLY, START + timedelta(days=1))


def test_it_tells_two_answers_apart_that_bear_the_same_stamp() -> None:
    """vobject#462: Apple Calendar 11 changes LAST-MODIFIED only, neither SEQUENCE nor DTSTAMP."""
    yes = read(calendar(*REPLY_LINES, "LAST-MODIFIED:20261120T101501Z"))
    no = read(calendar(*REPLY_LINES, "LAST-MODIFIED:20261120T111501Z").replace(b"ACCEPTED", b"DECLINED"))
    assert (yes.sequence, yes.dtstamp) == (no.sequence, no.dtstamp)
    assert yes != no


@pytest.mark.parametrize(
    "uid", ["a b;c", "{1-2}", "x" * 200, "日本@relay.example", "https://x.example/?a=1&b=2"]
)
def test_it_gives_back_any_uid(uid: str) -> None:
    """Cyrus Sieve imip_invite_funky_uid: UIDs are opaque."""
    assert read(calendar(*with_line("UID", "UID:" + uid.replace(";", "\\;")))).uid == uid


def test_it_keeps_a_uid_that_looks_wrapped_but_holds_none() -> None:
    """MS-OXOCAL 2.2.1.27: Outlook's own GlobalObjectId has no vCal-Uid in it (php-ews#508)."""
    uid = "040000008200E00074C5B7101A82E008" + "00" * 20 + "10000000" + "AB" * 16
    said = read(calendar(*with_line("UID", f"UID:{uid}")))
    assert (said.uid, said.problems) == (uid, ())


def test_it_reads_a_zone_of_dates_as_icalendar_writes_it() -> None:
    """iCalcreator#86, #106: lists of RDATEs, which break Outlook, come from other programs all the same."""
    event = Event.new(start=START, end=START + timedelta(hours=1), uid=UID, stamp=NOW)
    whole = Calendar.new(subcomponents=[event], method="REPLY")
    text = (
        whole.to_ical()
        .decode()
        .replace("DTSTART:20261203T150000Z", "DTSTART;TZID=Europe/Berlin:20261203T160000")
    )
    whole = Calendar.from_ical(text)
    whole.add_missing_timezones()
    assert b"RDATE" in whole.to_ical()
    said = read(whole.to_ical())
    assert (said.start, said.zone) == (START, "Europe/Berlin")


def test_it_believes_a_zones_name_before_a_wrong_definition() -> None:
    """Seen live with Xandikos (facts, 0.3): the name is right where the definition is not."""
    zone = ("BEGIN:VTIMEZONE", "TZID:America/New_York", "BEGIN:STANDARD", "DTSTART:19700101T000000")
    wrong = (*zone, "TZOFFSETFROM:+0900", "TZOFFSETTO:+0900", "END:STANDARD", "END:VTIMEZONE")
    lines = with_line("DTSTART", "DTSTART;TZID=America/New_York:20261203T100000")
    assert read(calendar(*lines, before=wrong)).start == START


@pytest.mark.parametrize("where", ["before", "behind"])
def test_it_takes_a_zone_from_before_or_behind_the_event(where: str) -> None:
    """RFC 5545 3.6.5 leaves the order free; only Exchange's and iCloud's own names need the definition."""
    zone = [
        "BEGIN:VTIMEZONE",
        "TZID:Custom",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0200",
    ]
    zone += ["TZOFFSETTO:+0200", "END:STANDARD", "END:VTIMEZONE"]
    lines = with_line("DTSTART", "DTSTART;TZID=Custom:20261203T170000")
    if where == "before":
        data = calendar(*lines, before=tuple(zone))
    else:
        data = calendar(*lines).replace(b"END:VCALENDAR", "\r\n".join([*zone, "END:VCALENDAR"]).encode())
    said = read(data)
    assert said.start == START
    assert Problem.EMBEDDED_ZONE in said.problems


def test_it_takes_stamps_in_local_form_for_utc() -> None:
    """numstro/meet and ical-generator#644: DTSTAMP without Z, next to CREATED with one."""
    said = read(calendar(*with_line("DTSTAMP", "CREATED:20261112T214000Z", "DTSTAMP:20261120T101500")))
    assert said.dtstamp == datetime(2026, 11, 20, 10, 15, tzinfo=UTC)


def test_it_bears_an_answer_without_a_stamp() -> None:
    """Real clients leave DTSTAMP out (facts, 1.4); the order is then told by arrival."""
    said = read(calendar(*with_line("DTSTAMP")))
    assert (said.dtstamp, said.problems) == (None, (Problem.NO_DTSTAMP,))


def test_it_takes_the_method_of_the_mail_where_the_calendar_names_none() -> None:
    """Some relays and programs drop one of the two (RFC 6047 2.4 wants both)."""
    raw = answered().replace(b"METHOD:REPLY\r\n", b"")
    understood = understand(raw)
    assert (understood.kind, understood.problems) == (Kind.REPLY, (Problem.NO_METHOD,))
    bare = understand(raw.replace(b"; method=REPLY", b""))
    assert (bare.kind, bare.problems) == (Kind.UNKNOWN, (Problem.NO_METHOD,))


def test_it_takes_the_calendars_method_where_the_two_differ() -> None:
    """msdn ee624811 V0343: Outlook uses METHOD; newer ones refuse such mail (maevsi/vibetype#2368)."""
    understood = understand(answered(head="Content-Type: text/calendar; method=REQUEST"))
    assert (understood.kind, understood.problems) == (Kind.REPLY, (Problem.OTHER_METHOD,))


def test_it_takes_a_true_answer_from_another_sender() -> None:
    """Xandikos: From is the server's, Reply-To the owner's; Nextcloud sends from invitations-noreply@."""
    understood = understand(XANDIKOS)
    assert understood.mail is not None
    assert understood.mail.from_address == "cal@corp.example"
    assert understood.answer is not None
    assert understood.answer.attendee(DANA) is not None


def test_it_keeps_nothing_of_an_answer_but_what_it_means() -> None:
    """anonaddy#716: raw answers carry CN, X- properties and attachments; only labels and texts stay."""
    data = calendar(*REPLY_LINES, "X-SECRET:+1 555 0100", "ATTACH:https://x.example/a", "CONTACT:+1 555 0101")
    assert read(data) == read(calendar(*REPLY_LINES))
