"""The page for a marketplace's engineers: its examples are sent as they stand, and it leaves nothing out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from anteroom.api import (
    access,
    availability,
    common_times,
    contracts,
    flags,
    held,
    interview_bodies,
    keys,
    members,
    messages,
    parties,
    places,
    polls,
    proposals,
    report_decisions,
    reports,
    reviews,
    webhook_endpoints,
    zones,
)
from anteroom.api.v1 import ROUTES
from anteroom.interview_offers.model import EVENTS as OFFER_EVENTS
from anteroom.interviews.model import TOLD, Event
from anteroom.proposals.access import State as Asked
from anteroom.sandbox.world import World
from anteroom.texts.model import News
from anteroom.webhooks.model import TYPES
from api_client import ApiClient

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
MADE = ("POST", "/v1/reports")
EXAMPLES = re.findall(r"```http\n([A-Z]+) (\S+)\n(.*?)```", PAGE, re.S)
BODIES = (
    members.OrganisationBody,
    members.MemberBody,
    zones.ZoneBody,
    zones.TravelBody,
    availability.WeekBody,
    availability.HoursBody,
    common_times.FindBody,
    common_times.SoughtBody,
    proposals.ProposalBody,
    proposals.JobBody,
    messages.MessageBody,
    contracts.ContractBody,
    contracts.HireBody,
    flags.FlagDecisionBody,
    interview_bodies.InterviewBody,
    interview_bodies.GuestBody,
    interview_bodies.AnswerBody,
    interview_bodies.CounterBody,
    interview_bodies.MoveBody,
    interview_bodies.CancelBody,
    interview_bodies.LateBody,
    interview_bodies.OffersBody,
    interview_bodies.TakeBody,
    polls.PollBody,
    polls.MarksBody,
    polls.MarkBody,
    polls.ChosenTimeBody,
    polls.ExtendBody,
    parties.PartyBody,
    parties.RemoveBody,
    places.PlaceBody,
    access.AccessBody,
    access.GrantBody,
    access.ShowBody,
    held.RewordBody,
    held.WriterBody,
    keys.KeyBody,
    keys.RotationBody,
    webhook_endpoints.EndpointBody,
    webhook_endpoints.EndpointChange,
    webhook_endpoints.SecretRotation,
    webhook_endpoints.ReplayBody,
    reviews.ReadingBody,
    reviews.DecisionBody,
    reports.ReportBody,
    report_decisions.AssignmentBody,
    report_decisions.FindingBody,
)


async def test_its_examples_work_as_they_stand(quiet_world: World) -> None:
    api, interview, held_id, asked, party = ApiClient(quiet_world), "", "", "", ""
    key = endpoint = disclosed = polled = time = report = ""
    trust = ApiClient(quiet_world, quiet_world.settings.secrets.review_key)
    answer: Mapping[str, Any] = {}
    for method, path, body in EXAMPLES:
        trusted = path.startswith(("/v1/reviews", "/v1/experiment", "/v1/reports")) and (method, path) != MADE
        caller = trust if trusted else api
        meant = path.replace("{interview}", interview).replace("{held}", held_id)
        meant = meant.replace("{request}", asked).replace("{party}", party).replace("{key}", key)
        meant = meant.replace("{endpoint}", endpoint).replace("{polled}", polled).replace("{report}", report)
        sent = json.loads(body.replace("{time}", time)) if body.strip() else None
        status, answer = await caller.call(method, meant, sent)
        assert status in (200, 201, 202), (method, path, answer)
        if (method, path) == MADE:
            report = answer["id"]
        if path == "/v1/interviews":
            interview = answer["id"]
        if path.endswith("/polls"):
            polled, time = answer["interview"], answer["times"][0]["id"]
        if path == "/v1/webhook-endpoints":
            endpoint = answer["id"]
        if path.startswith("/v1/disclosures"):
            disclosed = answer["disclosures"][0]["value"]
        if path == "/v1/keys":
            key = answer["id"]
        if path.endswith("/parties"):
            party = answer["parties"][-1]["id"]
        if path.endswith("/access-requests"):
            asked = answer["id"]
        held_id = answer["held"]["id"] if "held" in answer else held_id
    assert disclosed == "ada@fernside.example"


def test_it_names_every_route() -> None:
    named = {
        (
            method,
            path.partition("?")[0]
            .replace("{interview}", "{id}")
            .replace("{held}", "{id}")
            .replace("{polled}", "{id}")
            .replace("{report}", "{id}")
            .replace("{request}", "{id}")
            .replace("{key}", "{id}")
            .replace("{endpoint}", "{id}"),
        )
        for method, path, _ in EXAMPLES
    }
    named |= set(re.findall(r"`([A-Z]+) (/v1/[^`]+)`", PAGE))
    shapes = {(method, re.sub(r"/(?:o|m|p|msg|c)-\w+(?=/|$)", "/{id}", path)) for method, path in named}
    assert {(route.method, route.path) for route in ROUTES} - shapes == set()


def test_it_shows_every_field_of_every_body() -> None:
    sent = " ".join(body for _, _, body in EXAMPLES)
    fields = {name for body in BODIES for name in body.__struct_encode_fields__}
    assert sorted(name for name in fields if f'"{name}":' not in sent) == []


def test_it_lists_every_event_that_is_told_and_no_other() -> None:
    nouns = "|".join({kind.partition(".")[0] for kind in TYPES})
    listed = set(re.findall(rf"`((?:{nouns})\.[a-z_]+)`", PAGE))
    texts = {f"text.{news}" for news in News if news is not News.HELD}
    steps = {f"access.{state}" for state in Asked if state is not Asked.LAPSED}
    others = {*steps, "contact.disclosed", "message.held", "message.cover", "flag.raised", *texts}
    others |= {"block.made", "block.ended", "report.made", "webhook.disabled", "webhook.test"}
    others |= {"report.decided", "report.reopened"}
    others |= {"case.opened", "case.solved"}
    others |= {"nudge.sent", "nudge.suppressed", "escalation.opened", "escalation.chosen"}
    others |= {"experiment.begun", "experiment.stopped"}
    others |= {"lesson.shown", "report.suggested", "polite_answer.sent", "credit.reached"}
    others |= set(OFFER_EVENTS.values())
    assert listed == {event.value for event in TOLD} | others == set(TYPES)
    assert not {Event.CONSENTED.value, Event.TOOL_AGREED.value} & listed
