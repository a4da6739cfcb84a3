"""Standard Webhooks as the marketplace's twin checks them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from anteroom.sandbox.marketplace.webhooks import NotGenuine, WebhookVerifier

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
AT = datetime.fromtimestamp(1614265330, UTC)
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": SIGNATURE,
}


def test_takes_the_published_test_vector() -> None:
    assert WebhookVerifier(SECRET).verify(HEADERS, BODY, AT) == HEADERS["webhook-id"]


def test_takes_one_fitting_signature_among_several() -> None:
    """A secret is changed while the old one still signs."""
    headers = {**HEADERS, "Webhook-Signature": f"v1a,abc v1,AAAA {SIGNATURE}"}
    del headers["webhook-signature"]
    assert WebhookVerifier(SECRET).verify(headers, BODY, AT)


@pytest.mark.parametrize(
    "headers",
    [
        {"webhook-signature": "garbage"},
        {"webhook-signature": "v1,a"},
        {"webhook-signature": "v2" + SIGNATURE[2:]},
        {"webhook-signature": "v1,ü"},
        {"webhook-signature": ""},
        {"webhook-id": "msg_other"},
        {"webhook-timestamp": "1614265331"},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "-1"},
        {"webhook-timestamp": "9" * 400},
    ],
)
def test_refuses_what_is_garbled_without_falling_over(headers: dict[str, str]) -> None:
    with pytest.raises(NotGenuine):
        WebhookVerifier(SECRET).verify({**HEADERS, **headers}, BODY, AT)


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_refuses_a_missing_header(name: str) -> None:
    headers = {key: value for key, value in HEADERS.items() if key != name}
    with pytest.raises(NotGenuine):
        WebhookVerifier(SECRET).verify(headers, BODY, AT)


def test_refuses_a_changed_body() -> None:
    with pytest.raises(NotGenuine):
        WebhookVerifier(SECRET).verify(HEADERS, BODY + b" ", AT)


@pytest.mark.parametrize("seconds", [301, -301])
def test_refuses_the_stale_and_the_early(seconds: int) -> None:
    with pytest.raises(NotGenuine):
        WebhookVerifier(SECRET).verify(HEADERS, BODY, AT + timedelta(seconds=seconds))


def test_says_at_once_when_its_secret_cannot_be_read() -> None:
    with pytest.raises(ValueError):
        WebhookVerifier("whsec_not base64!")
