"""Lessons as they are told: over REST beside the verdict, at the webhook, in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from anteroom.clock import SetClock
from anteroom.conduct.lessons.actions import figures
from anteroom.sandbox.cast import ORGANISATION, ORGANISATION_NAME
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY
from heart.texts_told import HINT, NUMBER, appealed, ledger, message, refused, told, wish

LEAVE = "Can we do this on WhatsApp with my boss?"
PHONE = "My phone is +49 30 901820{}."


@pytest.fixture
def api(quiet_world: World) -> ApiClient:
    """The marketplace's programs."""
    return ApiClient(quiet_world)


@pytest.fixture
def trust(quiet_world: World) -> ApiClient:
    """The program of the marketplace's trust people."""
    return ApiClient(quiet_world, quiet_world.settings.secrets.review_key)


async def say(
    api: ApiClient, world: World, number: int, text: str, sender: str, place: int = 0
) -> Mapping[str, Any]:
    """Have a message read, on the sandbox's first proposal or another."""
    offered = world.twins.cast.proposals[place]
    body = {**message(world, text, sender), "proposal": offered.id}
    status, answer = await api.put(f"/v1/messages/m-{number}", body)
    assert status == 200, answer
    return answer


async def test_first_a_lesson_then_a_warning_then_the_other_side_may_report(
    quiet_world: World, api: ApiClient
) -> None:
    cast = quiet_world.twins.cast
    client, freelancer = cast.proposals[0].client, cast.proposals[0].freelancer
    ordinary = await say(api, quiet_world, 1, "How would you test the ranking?", client)
    first = await say(api, quiet_world, 2, LEAVE, client)
    again = await say(api, quiet_world, 2, LEAVE, client)
    await quiet_world.settle()
    early = told(quiet_world, "report.suggested")
    second = await say(api, quiet_world, 3, PHONE.format(77), client)
    third = await say(api, quiet_world, 4, PHONE.format(88), client)
    await quiet_world.settle()

    assert "lesson" not in ordinary
    assert [each["lesson"]["step"] for each in (first, again, second, third)] == [
        "lesson",
        "lesson",
        "warning",
        "report",
    ]
    way = first["lesson"]["way"]
    assert way["label"] == "Schedule an interview with your team here"
    assert way["url"] == f"{quiet_world.settings.public_url}/schedule/{cast.proposals[0].id}"
    assert "may report" in " ".join(third["lesson"]["sentences"])
    # Only what is held can be contested, so only there is it said.
    assert [" mistake" in str(each["lesson"]["sentences"]) for each in (first, second)] == [False, True]
    assert (early, [each["member"] for each in told(quiet_world, "report.suggested")]) == ([], [freelancer])
    shown = told(quiet_world, "lesson.shown")
    assert [(each["step"], each["kind"], each["member"]) for each in shown] == [
        ("lesson", "leaving", client),
        ("warning", "detail", client),
        ("report", "detail", client),
    ]
    assert [each["number"] for each in await ledger(quiet_world, "lesson.shown")] == [1, 2, 3]
    assert not {"0147", "901820", "WhatsApp"} & set(str([shown, await ledger(quiet_world, "lesson.shown")]))


async def test_a_refused_text_brings_its_lesson_and_what_nobody_saw_suggests_nothing(
    quiet_world: World, api: ApiClient
) -> None:
    problems = [await refused(api, quiet_world, f"{NUMBER} {number}") for number in range(3)]
    await quiet_world.settle()

    assert [each["lesson"]["step"] for each in problems] == ["lesson", "warning", "report"]
    assert all(each["held"]["id"] for each in problems)
    assert told(quiet_world, "report.suggested") == []
    assert "Whoever reads such a text" in " ".join(problems[2]["lesson"]["sentences"])


async def test_it_counts_over_proposals_and_for_as_long_as_the_settings_say(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    leo = quiet_world.twins.cast.leo.member or ""
    first = await say(api, quiet_world, 1, PHONE.format(77), leo)
    elsewhere = await say(api, quiet_world, 2, PHONE.format(88), leo, place=1)
    clock.set(MONDAY + timedelta(days=181))
    later = await say(api, quiet_world, 3, PHONE.format(99), leo)

    assert [each["lesson"]["step"] for each in (first, elsewhere, later)] == ["lesson", "warning", "lesson"]
    assert first["lesson"]["way"]["label"] == "Offer a sanctioned interview here"


async def test_what_people_look_at_or_release_does_not_count_and_what_they_keep_does(
    quiet_world: World, api: ApiClient, trust: ApiClient
) -> None:
    leo = quiet_world.twins.cast.leo.member or ""
    first = await say(api, quiet_world, 1, PHONE.format(77), leo)
    await appealed(api, first, leo)
    meanwhile = await say(api, quiet_world, 2, PHONE.format(88), leo)
    decision = {"reviewer": "t-1", "decision": "keep", "reason": "contact"}
    await trust.post(f"/v1/reviews/{first['held']['id']}/decision", decision)
    kept = await say(api, quiet_world, 3, PHONE.format(99), leo)
    await appealed(api, meanwhile, leo)
    decision = {"reviewer": "t-1", "decision": "release", "reason": "not_contact"}
    await trust.post(f"/v1/reviews/{meanwhile['held']['id']}/decision", decision)
    released = await say(api, quiet_world, 4, PHONE.format(11), leo)

    assert [each["lesson"]["step"] for each in (meanwhile, kept, released)] == ["lesson", "report", "report"]
    numbers = [each["number"] for each in await ledger(quiet_world, "lesson.shown")]
    assert numbers == [1, 1, 3, 3]


async def test_what_the_policy_permits_is_no_slip(quiet_world: World, api: ApiClient) -> None:
    cast = quiet_world.twins.cast
    organisation = {"name": ORGANISATION_NAME, "kind": "client", "plan": "enterprise"}
    status, said = await api.put(f"/v1/organisations/{ORGANISATION}", organisation)
    assert status in (200, 201), said
    answers = [
        await say(api, quiet_world, number, text, cast.proposals[0].client)
        for number, text in enumerate([LEAVE, PHONE.format(77)])
    ]
    await quiet_world.settle()

    assert ["lesson" in each for each in answers] == [False, False]
    assert await ledger(quiet_world, "lesson.shown") == []


async def test_what_nobody_tells_its_writer_of_is_no_slip(quiet_world: World, api: ApiClient) -> None:
    """A hint in an agenda goes on, and nothing is said of it where it was typed."""
    offered = quiet_world.twins.cast.proposals[0]
    status, _ = await api.post("/v1/interviews", wish(quiet_world, agenda=HINT))
    first = await say(api, quiet_world, 1, PHONE.format(77), offered.client)

    assert (status, first["lesson"]["step"]) == (201, "lesson")


async def test_pieces_over_messages_are_one_slip(quiet_world: World, api: ApiClient) -> None:
    leo = quiet_world.twins.cast.leo.member or ""
    pieces = ["+49 30 90", "18 20 77 41", "or 18 20 77 42"]
    answers = [await say(api, quiet_world, number, text, leo) for number, text in enumerate(pieces)]
    steps = [each["lesson"]["step"] for each in answers if "lesson" in each]

    assert set(steps) == {"lesson"}
    assert len(steps) >= 1


async def test_it_speaks_the_writers_language(quiet_world: World, api: ApiClient) -> None:
    client = quiet_world.twins.cast.proposals[0].client
    person = {"role": "client", "display_name": "Maya O.", "language": "es", "organisation": ORGANISATION}
    status, _ = await api.put(f"/v1/members/{client}", person)
    assert status == 200
    answer = await say(api, quiet_world, 1, PHONE.format(77), client)

    assert answer["lesson"]["language"] == "es"
    assert answer["lesson"]["way"]["label"] == "Programar aquí una entrevista con su equipo"


async def test_it_knows_who_was_taught_and_who_slipped_again(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    cast = quiet_world.twins.cast
    leo, client = cast.leo.member or "", cast.proposals[0].client
    await say(api, quiet_world, 1, PHONE.format(77), leo)
    await say(api, quiet_world, 2, PHONE.format(88), client)
    await say(api, quiet_world, 3, PHONE.format(99), client)
    since, until = MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)
    early = await figures(quiet_world.house, since, until)
    clock.set(MONDAY + timedelta(days=31))
    late = await figures(quiet_world.house, since, until)

    assert (early.people, early.again, early.too_early, early.learned) == (2, 1, 1, 0)
    assert (late.people, late.again, late.too_early, late.learned) == (2, 1, 0, 1)
    assert (late.warnings, late.suggested) == (1, 0)
