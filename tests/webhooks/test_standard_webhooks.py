"""Our signer and verifier, by the specification's own examples and beside its published library."""

from __future__ import annotations

import binascii
from base64 import b64encode
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from anteroom.api.standard_webhooks import NotGenuine, new_secret, sign, verify

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = new_secret(bytes(range(32)))
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
BODY = b'{"test": 2432232314}'
AT = datetime.fromtimestamp(1614265330, UTC)
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
"""The published example: standard-webhooks/standard-webhooks, libraries' tests, `test_sign_function`."""
WRONG = "Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="
"""From the published test of several signatures."""


def headers(**other: str) -> dict[str, str]:
    """The published example's headers, but for what a test says."""
    own = {f"webhook-{name}": value for name, value in other.items()}
    return sign(SECRET, ID, AT, BODY) | own


def test_it_signs_as_the_published_example() -> None:
    assert sign(SECRET, ID, AT, BODY) == {
        "webhook-id": ID,
        "webhook-timestamp": "1614265330",
        "webhook-signature": SIGNATURE,
    }


def test_it_takes_a_secret_with_and_without_its_prefix() -> None:
    assert verify(SECRET.removeprefix("whsec_"), headers(), BODY, AT) == ID


def test_it_finds_the_genuine_one_among_several_signatures() -> None:
    """The published test of several signatures: others, of another version, and the right one between."""
    several = f"v1,{WRONG} v2,{WRONG} {SIGNATURE} v1,{WRONG}"
    assert verify(SECRET, headers(signature=several), BODY, AT) == ID


def test_it_reads_names_of_headers_in_any_case() -> None:
    shouted = {name.upper(): value for name, value in headers().items()}
    assert verify(SECRET, shouted, BODY, AT) == ID


def test_while_a_secret_is_rotated_both_verify() -> None:
    both = sign(f"{OTHER} {SECRET}", ID, AT, BODY)

    assert both["webhook-signature"].split(" ")[1] == SIGNATURE
    assert verify(SECRET, both, BODY, AT) == verify(OTHER, both, BODY, AT) == ID
    # And a receiver that has both takes what either signed.
    assert verify([OTHER, SECRET], headers(), BODY, AT) == ID


@pytest.mark.parametrize("away", [timedelta(minutes=5), -timedelta(minutes=5)])
def test_it_takes_five_minutes_and_not_a_second_more(away: timedelta) -> None:
    assert verify(SECRET, headers(), BODY, AT + away) == ID
    with pytest.raises(NotGenuine, match="too old" if away > timedelta(0) else "too new"):
        verify(SECRET, headers(), BODY, AT + away * 301 / 300)


GARBAGE = {
    "no comma": "garbage",
    "nothing behind it": "v1,",
    "no base64": "v1,a",
    "beyond ASCII": "v1,é",
    "another version": f"v1a,{WRONG}",
    "another signature": f"v1,{WRONG}",
    "blanks alone": "   ",
    "a hundred": " ".join([f"v1,{WRONG}"] * 100),
}


@pytest.mark.parametrize("given", GARBAGE.values(), ids=GARBAGE)
def test_it_has_one_error_for_whatever_a_signature_may_be(given: str) -> None:
    with pytest.raises(NotGenuine):
        verify(SECRET, headers(signature=given), BODY, AT)


def test_the_published_library_has_more_than_one() -> None:
    """Why we do not use it to receive: a handler that catches its own error alone answers 500."""
    now = sign(SECRET, ID, datetime.now(UTC), BODY)
    with pytest.raises(ValueError, match="unpack"):
        Webhook(SECRET).verify(BODY, now | {"webhook-signature": "garbage"})
    with pytest.raises(binascii.Error):
        Webhook(SECRET).verify(BODY, now | {"webhook-signature": "v1,a"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"timestamp": "hello"},
        {"timestamp": "1614265330.5"},
        {"timestamp": "-1614265330"},
        {"timestamp": "1_614_265_330"},
        {"timestamp": "９" * 10},
        {"timestamp": "9" * 4000},
        {"timestamp": ""},
        {"id": ""},
        {"id": "other"},
        {"id": "\ud800"},
        {"id": "x" * 300},
        {"signature": ""},
    ],
)
def test_it_refuses_other_headers_and_missing_ones(wrong: dict[str, str]) -> None:
    with pytest.raises(NotGenuine):
        verify(SECRET, headers(**wrong), BODY, AT)
    missing = {name: value for name, value in headers().items() if name != f"webhook-{next(iter(wrong))}"}
    with pytest.raises(NotGenuine, match="missing"):
        verify(SECRET, missing, BODY, AT)


def test_it_refuses_another_body_and_another_secret() -> None:
    with pytest.raises(NotGenuine, match="fits"):
        verify(SECRET, headers(), BODY + b" ", AT)
    with pytest.raises(NotGenuine, match="fits"):
        verify(OTHER, headers(), BODY, AT)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_!", "whsec_c2hvcnQ=", "whsec_" + "A" * 200])
def test_a_secret_of_ours_that_is_none_is_no_matter_of_the_call(secret: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        sign(secret, ID, AT, BODY)


def test_it_signs_an_instant_of_any_zone_and_none_without() -> None:
    """The published library takes every instant for UTC, whatever its zone."""
    assert sign(SECRET, ID, AT.astimezone(timezone(timedelta(hours=9))), BODY) == headers()
    with pytest.raises(ValueError, match="zone"):
        sign(SECRET, ID, AT.replace(tzinfo=None), BODY)


@given(st.binary(min_size=24, max_size=64), st.text(min_size=1, max_size=40), st.text(max_size=200))
def test_it_agrees_with_the_published_library(octets: bytes, message: str, said: str) -> None:
    ours = sign(new_secret(octets), message, AT, said.encode())
    theirs = Webhook("whsec_" + b64encode(octets).decode())
    assert ours["webhook-signature"] == theirs.sign(message, AT, said)
    assert verify(new_secret(octets), ours, said.encode(), AT) == message


@given(st.dictionaries(st.sampled_from(sorted(headers())), st.text(max_size=80)), st.binary(max_size=80))
def test_nothing_else_ever_comes_out_of_it(given_headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(NotGenuine):
        verify(SECRET, headers() | given_headers | {"webhook-id": "another"}, body, AT)
