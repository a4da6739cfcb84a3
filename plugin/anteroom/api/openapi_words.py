"""What the OpenAPI document says in words, and the headers that many calls share."""

from __future__ import annotations

from anteroom.api.openapi_schemas import Json

TAGS = {
    "Members": "Organisations and the people with an account, as the marketplace tells of them.",
    "Proposals": "What ties one client, one freelancer and one job; every interview hangs on one.",
    "Contracts": "What starts on acceptance or on its start date, and what it discloses.",
    "Messages": "Texts that the guard reads before anybody else does.",
    "Interviews": "Sanctioned meetings, from the first wish to the last word.",
    "Parties": "Who is in an interview, and who comes through its gate.",
    "Passes": "The personal links to seats: how they stand, never the links.",
    "After the call": "What became of it, another try, and that it was otherwise.",
    "Polls": "Several times offered for one interview: people say which suit, and one is chosen.",
    "Interview offers": "A freelancer who was asked to leave offers a sanctioned interview instead.",
    "Held texts": "What the guard let not pass, for its writer to put into other words.",
    "Access": "An address that a system asks for, before there is a contract.",
    "Tools": "Accounts that an organisation connects: at a tool that makes calls, at a marketplace.",
    "Trust": "What the marketplace's trust people read and decide.",
    "Cases": "What people in support take care of, until it is solved.",
    "Nudges": "What waits for an answer, how soon people answer, and whether reminding them helps.",
    "Policy": "The contact rule as dated data.",
    "Ledger": "What happened and who could have seen what, in ids.",
    "Webhooks": "Where events are sent, and what did not arrive.",
    "Keys": "Who may call, and for what.",
    "About": "This document.",
}
ANSWERED = {
    200: "Done; this is how it stands.",
    201: "Made; this is it.",
    202: "Taken; it will be done.",
    204: "Done; there is nothing to say.",
}
INTRODUCTION = """Ids in paths and bodies are the marketplace's own, but those of interviews, parties and what
hangs on them, which are ours. Instants are ISO 8601 with an offset. A field that is not declared is refused.
Every PUT is safe to repeat; a POST is with an Idempotency-Key, where it takes one. Nothing personal stands in
any answer before a contract discloses it, but for a key with the scope `details:read`, for a reason that goes
into the ledger. Refusals are problems by RFC 9457, whose types stand at /docs/problems."""

HEADERS: Json = {
    "RateLimit": {
        "description": "What the key has left: `r` calls, and in `t` seconds as many as it may have.",
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {
        "description": "How many calls at once a key may make, and in how many seconds it may again.",
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "When to ask again: seconds or a date.",
        "schema": {"type": "string"},
    },
    "ETag": {"description": "Which version this is.", "schema": {"type": "string"}},
    "Link": {
        "description": 'The next page, as `rel="next"`; missing on the last.',
        "schema": {"type": "string"},
    },
    "WWW-Authenticate": {"description": "How to show oneself.", "schema": {"type": "string"}},
}
PARAMETERS: Json = {
    "Idempotency-Key": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "A name for this wish: repeated under it, the call is done once and answered alike.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!#-~]+$"},
    },
    "If-Match": {
        "name": "If-Match",
        "in": "header",
        "description": "The ETag of what you have seen, in its quotes; what is newer stays as it is (412).",
        "schema": {"type": "string", "pattern": r'^"[!#-+\--~]{1,100}"$'},
    },
    "If-None-Match": {
        "name": "If-None-Match",
        "in": "header",
        "description": "The ETag of what you have; what has not changed is answered by 304 alone.",
        "schema": {"type": "string"},
    },
}
