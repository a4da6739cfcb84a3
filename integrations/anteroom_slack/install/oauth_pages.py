"""The pages that an installation ends on: what became of it, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import structlog
from aiohttp import web

from anteroom.house import House
from anteroom_slack.install.installation import Granted
from anteroom_slack.install.scopes import OPTIONAL, lacking
from anteroom_slack.install.slack_page import Link, Section, slack_page

log = structlog.get_logger()

AGAIN = Link("Add to Slack", "/slack/install?again=1")
APPROVAL = Section(
    "If your administrator approves apps first",
    (
        "Slack then shows “Request to install” instead of “Allow”. Send the request there, and say what it "
        "is for: "
        "scheduling interviews with freelancers.",
        "Your administrator decides in Slack, which tells you when it is done; it does not tell us. Come "
        "back to this "
        "page then and press the button: Slack asks you once more, and Anteroom is installed.",
        "Until then nothing of your workspace is known to us.",
    ),
)


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why it did not work, for whoever reads it. `mine`: the operator has to mend it."""

    status: int
    title: str
    sentences: tuple[str, ...]
    again: bool = True
    mine: bool = False


_NOTHING = "Nothing was installed."
_FAILURES = {
    "by_settings": _Failure(
        404,
        "Slack is not added here",
        (
            "This Anteroom is connected with one workspace by whoever runs it.",
            "In that one, type /interview.",
        ),
        again=False,
    ),
    "missing": _Failure(
        400,
        "This did not begin here",
        (
            "Slack sent you without the mark that we gave your browser, as it does when an app is installed "
            "from "
            "its own pages. So we cannot know who began it.",
            f"{_NOTHING} Press the button, and Slack asks you once more.",
        ),
    ),
    "late": _Failure(400, "That took too long", (f"{_NOTHING} Begin again; you have 20 minutes.",)),
    "foreign": _Failure(
        403,
        "This was begun in another browser",
        (
            f"{_NOTHING} Finish where you began, or begin here.",
            "If somebody sent you this link, close it: that person would have installed Anteroom with your "
            "hands.",
        ),
    ),
    "used": _Failure(
        409,
        "This was finished already",
        ("The page was loaded twice. If Anteroom is there when you type /interview in Slack, all is well.",),
    ),
    "denied": _Failure(
        200,
        "You said no",
        (f"{_NOTHING} You can change your mind at any time.",),
    ),
    "refused": _Failure(
        502, "Slack did not allow it", (f"{_NOTHING} Your workspace may not let you install apps.",)
    ),
    "silent": _Failure(
        503,
        "Slack did not answer",
        ("We do not know whether it worked. Try again in a minute: installing twice does no harm.",),
    ),
    "spent": _Failure(
        400,
        "That took too long",
        (f"Slack's word for it is good for ten minutes and for once. {_NOTHING} Begin again.",),
    ),
    "by_organisation": _Failure(
        409,
        "Your organisation has Anteroom already",
        (
            "It is installed for the whole organisation, so it cannot be installed in one workspace beside "
            "that.",
            "Ask an administrator of the organisation to add it to your workspace.",
        ),
        again=False,
    ),
    "too_little": _Failure(
        400,
        "Anteroom needs a little more",
        (
            "Slack did not give it everything that it cannot do without. The page below says what each is "
            "for.",
            "Begin again, and allow all four.",
        ),
    ),
    "unusable": _Failure(
        502, "Slack's answer could not be used", (f"{_NOTHING} Try again in a minute.",), mine=True
    ),
    "our_fault": _Failure(
        500,
        "Anteroom is not set up right",
        (
            f"{_NOTHING} Slack does not know this Anteroom by what it was told. Whoever runs it has to mend "
            "that.",
        ),
        again=False,
        mine=True,
    ),
}
_OF_SLACK = {
    "invalid_code": "spent",
    "code_already_used": "spent",
    "code_expired": "spent",
    "cannot_install_an_org_installed_app": "by_organisation",
    "invalid_client_id": "our_fault",
    "bad_client_secret": "our_fault",
    "bad_redirect_uri": "our_fault",
    "oauth_authorization_url_mismatch": "our_fault",
    "invalid_grant_type": "our_fault",
    "no_scopes": "our_fault",
}


class Failures:
    """Says that an installation did not come about, and what to do."""

    def __init__(self, house: House) -> None:
        self._house = house

    def page(self, request: web.Request, why: str, *, reason: str = "") -> web.Response:
        """Return the page for one reason of our own; the log has it under the page's reference."""
        failure, reference = _FAILURES[why], self._house.randomness.token(8)
        log.info("slack.not_installed", code=why, reason=reason, reference=reference)
        told = why in ("denied", "refused")
        return slack_page(
            request,
            self._house,
            failure.title,
            failure.sentences,
            status=failure.status,
            action=AGAIN if failure.again else None,
            sections=(APPROVAL,) if told else (),
            reference=reference,
        )

    def of_slack(self, request: web.Request, code: str) -> web.Response:
        """Return the page for one of Slack's own errors, which nobody is shown."""
        return self.page(request, _OF_SLACK.get(code, "unusable"), reason=code if code.isidentifier() else "")


def pending_page(request: web.Request, house: House) -> web.Response:
    """Return what a browser sees that began an installation and has not finished it."""
    return slack_page(
        request,
        house,
        "You began to add Anteroom to Slack",
        ("Slack has not told us that it was finished.", "If you only stopped half way, go on."),
        action=Link("Go on to Slack", "/slack/install?again=1"),
        sections=(APPROVAL,),
    )


def installed_page(request: web.Request, house: House, name: str, granted: Granted) -> web.Response:
    """Return the page after an installation: what to do now, and what could be allowed later."""
    where = f"Anteroom is in {name}" if name else "Anteroom is installed"
    more = [f"{group.title}: {group.asks}" for group in OPTIONAL if lacking(granted.scopes, group)]
    later = Section(
        "For later", (*more, "Anteroom asks when somebody first needs it; nothing is asked for now.")
    )
    query = urlencode({"app": granted.app_id, "team": granted.place.team_id})
    return slack_page(
        request,
        house,
        where,
        (f"People there can now schedule interviews with freelancers of {house.settings.marketplace.name}.",),
        steps=(
            "Open Slack and type /interview, in any conversation. Only you see what it answers.",
            f"Connect your account on {house.settings.marketplace.name}, once. Each colleague who schedules "
            "does so.",
            "Choose a proposal, a time and people. Before anybody is asked you see once more who will see "
            "what.",
        ),
        action=Link("Open Slack", f"https://slack.com/app_redirect?{query}"),
        sections=(later,) if more else (),
    )
