"""Plays the story: opens the world, tells the journeys, keeps what arrived, says how it went."""

from __future__ import annotations

import io
import traceback
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

from anteroom.clock import TravellingClock
from anteroom.database.pool import Database
from anteroom.logs import log_to
from anteroom.randomness import Randomness
from anteroom.sandbox.story.call import Company, NoBrowser, open_company
from anteroom.sandbox.story.journey_a import play_journey_a
from anteroom.sandbox.story.journey_a_made import play_journey_a_made
from anteroom.sandbox.story.journey_a_others import play_journey_a_others
from anteroom.sandbox.story.journey_a_team import play_journey_a_team
from anteroom.sandbox.story.journey_a_tool import play_journey_a_tool
from anteroom.sandbox.story.journey_b import play_journey_b
from anteroom.sandbox.story.journey_b_api import play_journey_b_api
from anteroom.sandbox.story.journey_b_form import play_journey_b_form
from anteroom.sandbox.story.journey_c import play_journey_c
from anteroom.sandbox.story.journey_c_call import play_journey_c_call
from anteroom.sandbox.story.journey_c_people import play_journey_c_people
from anteroom.sandbox.story.journey_c_slack import play_journey_c_slack
from anteroom.sandbox.story.journey_d import play_journey_d
from anteroom.sandbox.story.journey_e import play_journey_e
from anteroom.sandbox.story.journey_g import play_journey_g
from anteroom.sandbox.story.journey_times import play_journey_times
from anteroom.sandbox.story.keeping import keep as keep_in
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import NotProven, Teller
from anteroom.sandbox.world import open_world
from anteroom.settings.deployment import Settings

ALL_PROVEN = 0
NOT_PROVEN = 1
CALL_SKIPPED = 3
LAST_LINES = 8


async def play(
    settings: Settings,
    database: Database,
    clock: TravellingClock,
    randomness: Randomness,
    keep: Path | None,
    say: Callable[..., None],
) -> int:
    """Tell every journey that is built; return 0 when all is proven, 1 when not, 3 without the call."""
    log = io.StringIO()
    log_to(log)
    teller = Teller(say)
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(
            open_world(settings, database, clock, randomness, with_tools=True)
        )
        scene = await stack.enter_async_context(Scene(world, clock, teller))
        company: Company | None = None
        try:
            company = await stack.enter_async_context(open_company())
        except NoBrowser as error:
            say(f"The call is left out: {error}.")
        code = ALL_PROVEN if company else CALL_SKIPPED
        journeys = (
            ("Journey A. The executive.", partial(play_journey_a, scene, company)),
            ("Journey A. The executive: the own team first.", partial(play_journey_a_team, scene)),
            ("Journey D. The slip: the guard.", partial(play_journey_d, scene)),
            ("Journey A′. The executive's own tool, given as a link.", partial(play_journey_a_tool, scene)),
            ("Journey A′. The executive's own tool, made by us.", partial(play_journey_a_made, scene)),
            ("Journey A′. The executive's own tool: Teams and Meet.", partial(play_journey_a_others, scene)),
            ("Journey B. Without Slack: from an ordinary calendar.", partial(play_journey_b, scene)),
            ("Journey C. It goes wrong: the call.", partial(play_journey_c_call, scene)),
            ("Journey C. It goes wrong: people.", partial(play_journey_c_people, scene)),
            ("Journey C. It goes wrong: answers and mails.", partial(play_journey_c, scene)),
            (
                "Journey A. The executive: a time is found that suits everybody.",
                partial(play_journey_times, scene),
            ),
            ("Journey C. It goes wrong: Slack is removed.", partial(play_journey_c_slack, scene)),
            ("Journey B. Without Slack: the marketplace's API.", partial(play_journey_b_api, scene)),
            ("Journey B. Without Slack: the form in the thread.", partial(play_journey_b_form, scene)),
            ("Journey G. The freelancer is asked to leave.", partial(play_journey_g, scene)),
            ("Journey E. Silence.", partial(play_journey_e, scene)),
        )
        try:
            for title, journey in journeys:
                say(title)
                await journey()
        except NotProven as error:
            say(f"✗ {error}")
            code = NOT_PROVEN
        except Exception:  # whatever broke, what arrived until then is still to be kept and looked at
            say(f"✗ {traceback.format_exc()}")
            code = NOT_PROVEN
        if code == NOT_PROVEN:
            say("The last of the log:", *log.getvalue().splitlines()[-LAST_LINES:])
        if keep is not None:
            people = world.twins.marketplace.people()
            kept = keep_in(keep, scene.captures, people, log.getvalue(), scene.typed)
            say(f"{kept} things that arrived outside are kept in {keep}.")
    say(f"{len(teller.steps)} steps in {sum(step.seconds for step in teller.steps):.1f} s.")
    say(_verdict(code))
    return code


def _verdict(code: int) -> str:
    if code == ALL_PROVEN:
        return "Everything was proven."
    return "Proven, but for the call." if code == CALL_SKIPPED else "Not proven."
