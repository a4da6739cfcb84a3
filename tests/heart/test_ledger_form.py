"""What an entry's hash is made of, to the octet: whoever keeps a ledger can compute it by any JSON."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from anteroom.interviews.model import Event, State
from anteroom.ledger.chain import digest_of

AT = datetime(2026, 11, 23, 9, 30, 0, 125000, UTC)
LONE_SURROGATES = range(0xD800, 0xE000)


def test_a_hash_is_of_plain_json_whatever_a_chain_or_fact_is_called() -> None:
    """Every character that a text can hold, and great numbers, and names of ours as callers write them."""
    texts = [chr(code) for code in range(0x110000) if code not in LONE_SURROGATES]
    for first in range(0, len(texts), 4096):
        text = "".join(texts[first : first + 4096])
        facts = {"z": None, "party": text, "n": 2**63, "a": -(2**63), "state": State.VOID, "by_all": True}
        told = [text, 7, AT.isoformat(), Event.ANSWERED, text, dict(sorted(facts.items()))]
        plain = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        expected = hashlib.sha256(b"before" + plain).digest()
        assert digest_of(b"before", text, 7, AT, Event.ANSWERED, text, facts) == expected
