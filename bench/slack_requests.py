"""Signed requests from a Slack, as `bench.slack` sends them, and the secrets that they are signed with."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import urlencode

from anteroom.interviews.model import Answer
from anteroom.randomness import SystemRandomness
from bench.slack_stage import GUEST, HOST, TEAM, moment


@dataclass(frozen=True, slots=True)
class Request:
    """One signed request to come; `key` is its trigger id. `ledger`: it must change something."""

    key: str
    body: bytes
    ledger: bool = False


def command(number: int, text: str, by: str = HOST) -> Request:
    """Type a command; whoever is not `HOST` types one that changes something."""
    key = f"{number}.{text}"
    form = {
        "command": "/interview", "text": text, "team_id": TEAM, "user_id": by, "trigger_id": key,
        "channel_id": "C1", "channel_name": "hiring", "user_name": "maya", "api_app_id": "A1",
        "response_url": "http://127.0.0.1:9/none",
    }  # fmt: skip
    return Request(key, urlencode(form).encode(), ledger=by != HOST)


def answer(number: int, interview: str) -> Request:
    """Accept and decline in turn, each seeing what the one before left."""
    key, said = f"{number}.press", ("accept", "decline")[number % 2]
    saw = (Answer.DECLINED if number else Answer.NONE, Answer.ACCEPTED)[number % 2]
    value = json.dumps({"interview": interview, "sequence": 0, "revision": 0, "saw": saw})
    payload = {
        "type": "block_actions", "team": {"id": TEAM, "domain": "t"},
        "user": {"id": GUEST, "team_id": TEAM},
        "trigger_id": key, "container": {"type": "message", "message_ts": "1.1", "channel_id": "D1"},
        "channel": {"id": "D1", "name": "directmessage"}, "response_url": "http://127.0.0.1:9/none",
        "actions": [{"type": "button", "action_id": said, "block_id": "answer", "value": value}],
    }  # fmt: skip
    return Request(key, urlencode({"payload": json.dumps(payload)}).encode(), ledger=True)


def signed(body: bytes, environ: dict[str, str]) -> dict[str, str]:
    """Return the headers with which Slack sends this body now."""
    at = moment()
    secret = environ["ANTEROOM_SLACK_SIGNING_SECRET"].encode()
    digest = hmac.new(secret, b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": f"v0={digest}",
    }


def environment() -> dict[str, str]:
    """Return drawn secrets under the names of the environment."""
    chance = SystemRandomness()
    key = [b64encode(chance.bytes(32)).decode() for _ in range(7)]
    names = ("INDEX_KEY", "PASS_KEY", "ADMISSION_KEY", "LINK_KEY", "LEDGER_KEY")
    tokens = ("VIEWER_SECRET", "API_KEY", "REVIEW_KEY", "RELAY_SECRET", "SLACK_SIGNING_SECRET")
    return {
        **{f"ANTEROOM_{name}": key[place] for place, name in enumerate(names)},
        **{f"ANTEROOM_{name}": chance.token(40) for name in tokens},
        "ANTEROOM_VAULT_KEYS": f"k1:{key[5]}",
        "ANTEROOM_MARKETPLACE_SECRET": f"whsec_{key[6]}",
        "ANTEROOM_SLACK_BOT_TOKEN": f"xoxb-{chance.token(32)}",
        "ANTEROOM_SLACK_TEAM_ID": TEAM,
    }
