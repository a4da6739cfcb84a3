"""Slack: commands, modals and cards, for people who live there."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator

from aiohttp import web

from anteroom.doctor.finding import Finding
from anteroom.house import House
from anteroom.settings.deployment import Settings
from anteroom_slack.cards.actions_in import Presses
from anteroom_slack.cards.after_notes import SlackAfter
from anteroom_slack.cards.held import HeldPresses, SlackHeld
from anteroom_slack.cards.home import SlackHome
from anteroom_slack.cards.interview_offers import SlackInterviewOffer
from anteroom_slack.cards.knock_notes import SlackKnock
from anteroom_slack.cards.late_notes import SlackLate, SlackPassAfter
from anteroom_slack.cards.notes import SlackCameBack, SlackNote
from anteroom_slack.cards.nudges import SlackEscalation, SlackNudge
from anteroom_slack.cards.poll_notes import SlackPoll
from anteroom_slack.cards.report_notes import SlackReport
from anteroom_slack.cards.shared import SlackShared, SlackShareLost
from anteroom_slack.cards.surfaces import SlackCard, SlackPass
from anteroom_slack.cards.team import SlackQuestion
from anteroom_slack.forms.shortcut_in import Shortcuts
from anteroom_slack.forms.submissions_in import Submissions
from anteroom_slack.front import Front
from anteroom_slack.hearing import Hearing
from anteroom_slack.install.about_pages import AboutPages
from anteroom_slack.install.command import slack, slack_arguments
from anteroom_slack.install.examined import slack_findings
from anteroom_slack.install.keeping import Keeping
from anteroom_slack.install.live import live_findings
from anteroom_slack.install.oauth import Installing
from anteroom_slack.left_to_bolt import LeftToBolt
from anteroom_slack.line import Line
from anteroom_slack.people.accounts import vouched_of
from anteroom_slack.people.colleagues import Colleagues
from anteroom_slack.people.link import LinkPages
from anteroom_slack.typed.commands_in import Commands

LINE = web.AppKey("slack_line", Line)


class SlackIntegration:
    """Every workspace with the Anteroom app in it."""

    name = "slack"

    def attach(self, app: web.Application, house: House) -> None:
        """Register messages, `POST /slack/events` and the pages; nothing where Slack is not used."""
        if not house.settings.secrets.slack:
            return
        line = Line(house)
        colleagues = Colleagues(line)
        commands = Commands(line, colleagues)
        held = HeldPresses(line)
        presses = Presses(line, colleagues, commands, held)
        submissions = Submissions(line, colleagues, held)
        hearing = Hearing(line, commands, presses, submissions, Shortcuts(line, colleagues))
        house.adapters.register(SlackCard(line))
        house.adapters.register(SlackPass(line))
        house.adapters.register(SlackNote(line, "slack_note"))
        house.adapters.register(SlackNote(line, "slack_copy"))
        house.adapters.register(SlackCameBack(line))
        house.adapters.register(SlackLate(line))
        house.adapters.register(SlackPassAfter(line))
        house.adapters.register(SlackAfter(line))
        house.adapters.register(SlackKnock(line))
        house.adapters.register(SlackPoll(line))
        house.vouchers.append(vouched_of)
        house.adapters.register(SlackHome(line))
        house.adapters.register(SlackShared(line))
        house.adapters.register(SlackShareLost(line))
        house.adapters.register(SlackHeld(line))
        house.adapters.register(SlackReport(line))
        house.adapters.register(SlackQuestion(line))
        house.adapters.register(SlackInterviewOffer(line))
        house.adapters.register(SlackNudge(line))
        house.adapters.register(SlackEscalation(line))
        front = Front(line, hearing, LeftToBolt(house.settings.slack.api_url))
        app.add_routes([*front.routes, *LinkPages(line, commands, colleagues).routes])
        app.add_routes([*Installing(line).routes, *AboutPages(house).routes])
        house.duties.append(Keeping(line).slack_keeping)
        app[LINE] = line
        app.cleanup_ctx.append(_line_open)

    async def findings(self, settings: Settings) -> list[Finding]:
        """Return what the doctor finds of Slack."""
        return await slack_findings(settings)

    def live(self, settings: Settings, to: str) -> AsyncIterator[Finding]:
        """Try a real workspace: one message to `to`, or to who installed."""
        return live_findings(settings, to)

    def command_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare what may be said behind `anteroom slack`."""
        slack_arguments(parser)

    def command(self, chosen: argparse.Namespace) -> int:
        """Run `anteroom slack …`."""
        return slack(chosen)


async def _line_open(app: web.Application) -> AsyncIterator[None]:
    await app[LINE].open()
    yield
    await app[LINE].close()


def integration() -> SlackIntegration:
    """Return the integration; named by the entry point `slack`."""
    return SlackIntegration()
