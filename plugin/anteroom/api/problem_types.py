"""Every refusal of REST v1 by its code: what it is called, when it comes, and what to do then.

The address of each, `{public_url}/docs/problems#{code}`, is the `type` of the problem (RFC 9457, 3.1.1) and
leads to what stands here.
"""

from __future__ import annotations

from dataclasses import dataclass

PATH = "/docs/problems"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of refusal. `title` never changes; what was wrong this time stands in a problem's `detail`."""

    code: str
    status: int
    title: str
    when: str
    then: str

    def address(self, public_url: str) -> str:
        """Return the address that names it and explains it."""
        return f"{public_url}{PATH}#{self.code}"


LOOK_AGAIN = "Read the interview again and decide anew; the same call will be refused again."
ASK_DIFFERENTLY = "Mend what `detail` and `field` name. The same call will be refused again."

TYPES = (
    ProblemType(
        "malformed",
        400,
        "What was sent is not what the call declares",
        "The body, the query, a header or an id is not as the OpenAPI document has it.",
        ASK_DIFFERENTLY,
    ),
    ProblemType(
        "bad-input",
        400,
        "What was sent cannot be taken",
        "It is what the call declares, and names somebody who is not there, or wants what cannot be.",
        ASK_DIFFERENTLY,
    ),
    ProblemType(
        "link-refused",
        400,
        "This link cannot be used for a call",
        "It is somebody's personal room, no meeting at all, or shows how to reach somebody.",
        "Have the company make a link for this one meeting.",
    ),
    ProblemType(
        "tool-not-there",
        400,
        "No call can be made in this tool",
        "The tool is not set up here, or not for this client.",
        "Take another tool, a link, or the room in the browser.",
    ),
    ProblemType(
        "notetaker",
        400,
        "A bot that records is no guest",
        "An address or a label is one of a bot that takes notes or records, and not everybody has agreed.",
        "Invite people; ask everybody for consent to a recording first.",
    ),
    ProblemType(
        "no-proposal",
        400,
        "There is no proposal yet",
        "An interview hangs on one proposal, and none was told of under this id: somebody may have been "
        "invited who has not sent one.",
        "Have the freelancer send a proposal at your side, tell us of it (`PUT /v1/proposals/{id}`), and "
        "schedule then.",
    ),
    ProblemType(
        "no-key",
        401,
        "A key is missing",
        "There is no `Authorization: Bearer …`, or its key is unknown, expired or revoked.",
        "Send a key that works. `anteroom keys list` shows which there are.",
    ),
    ProblemType(
        "not-allowed",
        403,
        "You may not do this",
        "The `member` has no part in it, or not the part that this takes.",
        "Ask for it as the member whose part it is; the call's page names who that is.",
    ),
    ProblemType(
        "lacks-scope",
        403,
        "The key does not bear the scope",
        "The key works, and does not bear the scope that `detail` names.",
        "Use a key that bears it, or make one.",
    ),
    ProblemType(
        "tool-not-allowed",
        403,
        "The policy closes this tool",
        "Your policy lets this client's interviews take place elsewhere only.",
        "Take a tool that the policy leaves open, or the room in the browser.",
    ),
    ProblemType(
        "not-found",
        404,
        "There is no such thing",
        "There is nothing under this id or address, or not for you; the two are not told apart.",
        "Tell us of it first (`PUT`), or look at the id.",
    ),
    ProblemType(
        "method-not-allowed",
        405,
        "This address does not take this method",
        "There is something here, and it is not done by this method.",
        "Take one of those that the `Allow` header names.",
    ),
    ProblemType(
        "proposal-not-living",
        409,
        "The proposal is closed",
        "It is declined, withdrawn or archived, so that no interview can hang on it.",
        "Tell us of the proposal anew if it lives again.",
    ),
    ProblemType(
        "conflict",
        409,
        "The present state does not allow it",
        "Somebody was faster, it was done already, or its time is not come or is over.",
        LOOK_AGAIN,
    ),
    ProblemType(
        "already-over",
        409,
        "The interview is over",
        "It was cancelled, is void, or has ended.",
        LOOK_AGAIN,
    ),
    ProblemType(
        "older-revision",
        409,
        "The answer is for a time that has changed",
        "The interview was moved, or answered elsewhere, after the card was drawn.",
        LOOK_AGAIN,
    ),
    ProblemType(
        "not-reachable",
        409,
        "This person cannot be reached this way",
        "Who does not want it, and why, is told to nobody.",
        "Do not repeat the call; it will be refused again.",
    ),
    ProblemType(
        "key-in-use",
        409,
        "The first call under this Idempotency-Key still runs",
        "A repeat waited for the first call, in vain.",
        "Repeat it under the same key.",
    ),
    ProblemType(
        "changed-meanwhile",
        412,
        "It has changed since you looked",
        "`If-Match` names another version than the present one.",
        "Read it again, decide anew, and send the ETag of what you read.",
    ),
    ProblemType(
        "precondition-required",
        428,
        "Say which one you have read",
        "The contact rule is only set by who has read the one before: `If-Match` is missing.",
        "Read it, and send its ETag as `If-Match`.",
    ),
    ProblemType(
        "too-large",
        413,
        "The body is too large",
        "A body has at most 64 KiB.",
        "Send less at once.",
    ),
    ProblemType(
        "unsupported-media-type",
        415,
        "The body is not said to be JSON",
        "`Content-Type` is neither `application/json` nor another `+json`.",
        "Send JSON, and say so.",
    ),
    ProblemType(
        "contact-in-text",
        422,
        "The text gives a contact detail away",
        "The guard found one in what `field` names, or a request to leave. `detail` says why in the writer's "
        "language and may be shown to the writer.",
        "Have its writer reword, appeal or take it back: `held` has the links.",
    ),
    ProblemType(
        "key-reused",
        422,
        "The Idempotency-Key was used for another call",
        "The same key came with another body before.",
        "Give every new wish a new key.",
    ),
    ProblemType(
        "too-many-invitations",
        429,
        "More people were to be asked than a day allows",
        "Scheduling, moving and looping in count against the caps of the client, the organisation and each "
        "person.",
        "Ask again at `Retry-After`, a date. Without one no wait helps: ask fewer people.",
    ),
    ProblemType(
        "too-many-questions",
        429,
        "Common times were looked for oftener than one day allows",
        "Somebody asked too often, or too often about one person, for times at which people can meet.",
        "Retry-After says from when one can ask again. Until then, take one of the times that were found.",
    ),
    ProblemType(
        "too-many-calls",
        429,
        "This key calls too often",
        "The key's bucket is empty; the `RateLimit` header says with every answer how full it is.",
        "Wait as many seconds as `Retry-After` says.",
    ),
    ProblemType(
        "internal",
        500,
        "Something went wrong on our side",
        "A fault of ours. Nothing was changed.",
        "Repeat the call with the same Idempotency-Key; tell us the `reference` if it comes back.",
    ),
    ProblemType(
        "withheld",
        500,
        "The answer was withheld",
        "The door found a contact detail in it that is disclosed to nobody. What you asked for may be done.",
        "Look whether it is, and tell us the `reference`: people look into it.",
    ),
    ProblemType(
        "unavailable",
        503,
        "Something does not answer just now",
        "The database or something outside is away for a moment. Nothing was changed.",
        "Repeat the call in a while with the same Idempotency-Key.",
    ),
    ProblemType(
        "http",
        400,
        "The call is not as HTTP has it",
        "It could not be read as a request; the status says more.",
        ASK_DIFFERENTLY,
    ),
)
BY_CODE = {each.code: each for each in TYPES}
OF_STATUS = {404: "not-found", 405: "method-not-allowed", 413: "too-large", 415: "unsupported-media-type"}
"""What aiohttp refuses by itself, by its status; anything else is `http`."""
