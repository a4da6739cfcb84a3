"""`/interview` and its verbs, typed by people."""

from __future__ import annotations

from datetime import timedelta

from anteroom.interviews.model import State
from anteroom_slack.cards.press import reference
from anteroom_slack.typed.grammar import VERBS
from slack_bureau import DANA, MAYA, TOMAS, TUESDAY, Bureau, actions, words


async def test_it_helps_everybody_with_one_line_a_verb(strange_bureau: Bureau) -> None:
    """Help needs no account: who is lost must not be sent away to link first."""
    answer = await strange_bureau.slack.command(TOMAS, "/interview", "help")
    assert answer.message is not None
    said = words(answer.message)
    assert all(f"/interview {verb.name}" in said for verb in VERBS)


async def test_it_answers_an_unknown_verb_with_usage_and_without_repeating_it(bureau: Bureau) -> None:
    answer = await bureau.slack.command(MAYA, "/interview", "frobnicate now")
    assert answer.message is not None
    said = words(answer.message)
    assert "/interview schedule" in said
    assert "frobnicate" not in said


async def test_it_answers_any_other_command_of_ours_as_well(bureau: Bureau) -> None:
    answer = await bureau.slack.command(MAYA, "/interviews", "")
    assert answer.error is None


async def test_it_opens_the_form_with_what_was_typed(bureau: Bureau) -> None:
    await bureau.open_form(text="schedule p-payments tomorrow 3pm <@U0DANA|dana>")
    last = bureau.slack.open_view(MAYA)
    assert last is not None
    assert all(said in str(last.blocks) for said in ("Payments API in Go", "Tue 24 Nov, 15:00", DANA))
    view = await bureau.change()
    assert view.values["proposal"]["proposal"]["selected_option"]["value"] == "prp_1"
    assert view.values["when"]["when"]["selected_date_time"] == int(TUESDAY.timestamp())
    assert view.values["colleagues"]["colleagues"]["selected_users"] == ["U0DANA"]
    assert "Tue 24 Nov, 15:00" in str(view.blocks)


async def test_it_says_how_to_write_a_time_that_it_cannot_read(bureau: Bureau) -> None:
    for typed in ("schedule someday", "schedule p-payments 25:00", "schedule tomorrow"):
        answer = await bureau.slack.command(MAYA, "/interview", typed)
        assert answer.message is not None
        assert "tomorrow 3pm" in words(answer.message)


async def test_it_guesses_no_zone(bureau: Bureau) -> None:
    async with bureau.house.database.connection() as conn:
        await conn.execute("update person set time_zone = null where id = 'per_maya'")
    answer = await bureau.slack.command(MAYA, "/interview", "schedule tomorrow 3pm")
    assert answer.message is not None
    assert "will not guess" in words(answer.message)


async def test_it_lists_and_shows_an_interview_without_the_pass(bureau: Bureau) -> None:
    interview = await bureau.schedule()
    listed = await bureau.slack.command(MAYA, "/interview", "list", channel="hiring")
    assert listed.message is not None
    assert reference(interview.id) in words(listed.message)
    shown = await bureau.slack.command(
        MAYA, "/interview", f"show {reference(interview.id)}", channel="hiring"
    )
    assert shown.message is not None
    assert "Leo Marchetti" in words(shown.message)
    assert actions(shown.message) == []
    assert "/i#" not in str(shown.message.blocks)


async def test_it_moves_an_interview_only_after_saying_how_it_understood_the_time(bureau: Bureau) -> None:
    interview = await bureau.schedule({"colleagues": [DANA]})
    await bureau.open_form(text=f"move {reference(interview.id)} Thu 26 Nov 16:30")
    assert (await bureau.interview()).sequence == 0
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert "Understood as Thu 26 Nov, 16:30–17:15 (Berlin, UTC+1)" in str(view.blocks)
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    moved = await bureau.interview()
    assert (moved.starts_at.day, moved.starts_at.hour, moved.sequence) == (26, 15, 1)
    card = words(bureau.card(DANA))
    assert "~Tue 24 Nov, 09:00–09:45~ → Thu 26 Nov, 10:30–11:15" in card


async def test_it_needs_no_reference_where_only_one_interview_lies_ahead(bureau: Bureau) -> None:
    await bureau.schedule()
    await bureau.open_form(text="move friday at 10:00")
    assert await bureau.slack.submit(MAYA) is None
    assert (await bureau.interview()).starts_at.isoformat() == "2026-11-27T09:00:00+00:00"


async def test_it_cancels_only_after_asking_once_more(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    await bureau.open_form(text="cancel")
    assert (await bureau.interview()).state is State.PROPOSED
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert view.body["submit"]["text"] == "Cancel for all three"
    await bureau.slack.fill(MAYA, {"reason": "The budget is gone."})
    assert await bureau.slack.submit(MAYA) is None
    await bureau.settle()
    assert (await bureau.interview()).state is State.CANCELLED
    card = bureau.card(DANA)
    assert "Cancelled" in words(card)
    assert "The budget is gone." in words(card)
    assert actions(card) == []


async def test_it_lets_nobody_but_the_host_move_or_cancel(bureau: Bureau) -> None:
    await bureau.schedule({"colleagues": [DANA]})
    for typed in ("move tomorrow 9am", "cancel"):
        answer = await bureau.slack.command(DANA, "/interview", typed)
        assert answer.message is not None
        assert f"Only the host, {MAYA}," in words(answer.message)
    assert (await bureau.interview()).sequence == 0


async def test_it_reads_the_proposal_by_id_link_or_words_of_its_title(bureau: Bureau) -> None:
    for typed in (
        "p-payments tomorrow 3pm",
        "https://market.example/proposals/p-payments tomorrow 3pm",
        "payments api in go tomorrow 3pm",
        "Payments in 30 hours for 20m",
    ):
        await bureau.open_form(text=f"schedule {typed}")
        view = await bureau.change()
        assert view.values["proposal"]["proposal"]["selected_option"]["value"] == "prp_1"
        assert view.values["when"]["when"]["selected_date_time"] is not None, typed
        await bureau.slack.close(MAYA)


async def test_it_schedules_what_was_typed_and_nothing_before_the_form_is_sent(bureau: Bureau) -> None:
    typed = "schedule payments tomorrow 3pm @dana “Ines, Legal” ines@falk.example for 1h30 about R&D’s ledger"
    await bureau.open_form(text=typed)
    assert await bureau.interviews() == []
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert "Understood as Tue 24 Nov, 15:00–16:30 (Berlin, UTC+1)" in str(view.blocks)
    assert await bureau.slack.submit(MAYA) is None
    interview = await bureau.interview()
    assert [party.label for party in interview.parties[2:]] == [DANA, "Ines, Legal"]
    assert interview.ends_at - interview.starts_at == timedelta(minutes=90)
    assert interview.agenda == "R&D's ledger"


async def test_it_cancels_with_the_reason_that_was_typed_after_reading_it(bureau: Bureau) -> None:
    interview = await bureau.schedule({"colleagues": [DANA]})
    await bureau.open_form(text="cancel because I cannot: call me on +49 30 23125 117")
    view = bureau.slack.open_view(MAYA)
    assert view is not None
    assert view.values["reason"]["reason"]["value"].startswith("because I cannot")
    faults = await bureau.slack.submit(MAYA)
    assert faults is not None
    assert list(faults) == ["reason"]
    assert "phone number" in faults["reason"]
    assert (await bureau.interview()).state is State.PROPOSED
    await bureau.slack.close(MAYA)
    await bureau.open_form(text=f"cancel {reference(interview.id)} The budget is gone.")
    assert await bureau.slack.submit(MAYA) is None
    assert (await bureau.interview()).reason == "The budget is gone."


async def test_it_shows_nothing_for_a_name_that_no_interview_has(bureau: Bureau) -> None:
    """With one ahead its name may be left out; a wrong one is still a wrong one."""
    interview = await bureau.schedule()
    for typed in ("show abcdef", "show k3mfq2", "join zzzz", f"show {reference(interview.id)} now"):
        answer = await bureau.slack.command(MAYA, "/interview", typed)
        assert answer.message is not None
        assert "no such interview" in words(answer.message), typed


async def test_it_asks_which_interview_where_there_are_two(bureau: Bureau) -> None:
    first = await bureau.schedule()
    await bureau.open_form()
    await bureau.slack.fill(MAYA, {"when": TUESDAY + timedelta(days=1), "length": "30", "proposal": "prp_1"})
    assert await bureau.send() is None
    for typed in ("move friday 10:00", "cancel", "show"):
        answer = await bureau.slack.command(MAYA, "/interview", typed)
        assert answer.message is not None
        assert "Say which interview" in words(answer.message), typed
    second = next(each for each in await bureau.interviews() if each.id != first.id)
    await bureau.open_form(text=f"move {second.id} friday 10:00")
    assert "Wed 25 Nov" in str(bureau.slack.open_view(MAYA))


async def test_it_takes_a_time_for_a_time_though_a_title_begins_so(bureau: Bureau) -> None:
    async with bureau.house.database.connection() as conn:
        await conn.execute("update proposal set job_title = 'Tomorrow never knows'")
    await bureau.open_form(text="schedule tomorrow 3pm")
    view = await bureau.change()
    assert view.values["when"]["when"]["selected_date_time"] == int(TUESDAY.timestamp())


async def test_it_says_that_a_command_is_too_long_instead_of_cutting_it(bureau: Bureau) -> None:
    await bureau.schedule()
    for typed, said in (
        (f"schedule payments about {'x ' * 800}", "longer than I read here"),
        (f"cancel {'x ' * 600}", "longer than 1,000 characters"),
        (f"add {' '.join(f'g{n}@corp.example' for n in range(21))}", "At most 20 people"),
        (f"schedule payments 12/05 3pm about {'&' * 250}", "Which one?"),
    ):
        answer = await bureau.slack.command(MAYA, "/interview", typed)
        assert answer.message is not None
        assert said in words(answer.message), said
