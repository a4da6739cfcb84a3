"""What can go wrong, in the product's own words.

AnteroomError
├── NotFound                    there is no such thing, or not for you
├── NotAllowed                  you may not do this
├── BadInput                    what was sent cannot be taken as it is
│   ├── Malformed               it is not what the call declares
│   ├── KeyReused               an Idempotency-Key came with another body
│   ├── NoProposal              there is no proposal yet, and nothing to hang an interview on
│   └── ContactInText           the text gives a contact detail away
├── ProposalNotLiving           the proposal is closed, so no interview can hang on it
├── TooManyInvitations          more people were to be asked than one day allows
├── TooManyQuestions            somebody's common times were looked for oftener than one day allows
├── Conflict                    somebody was faster, or the state does not allow it
│   ├── AlreadyOver             the interview is cancelled, void or in the past
│   └── OlderRevision           the answer is for a time that has changed since
├── Withheld                    the door found a contact detail and held the payload
└── Unavailable                 something outside does not answer just now
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anteroom.conduct.lessons.model import Lesson
    from anteroom.texts.model import Held, Unsent


class AnteroomError(Exception):
    """Base of all. `sentence` is for the person who asked; `str(error)` adds the inner reason."""

    code = "anteroom-error"
    status = 500

    def __init__(self, sentence: str, *, reason: str = "", field: str | None = None) -> None:
        super().__init__(f"{sentence} ({reason})" if reason else sentence)
        self.sentence = sentence
        self.reason = reason
        self.field = field


class NotFound(AnteroomError):
    """There is no such thing, or not for you; the two are not told apart."""

    code = "not-found"
    status = 404


class NotAllowed(AnteroomError):
    """You may not do this."""

    code = "not-allowed"
    status = 403


class BadInput(AnteroomError):
    """What was sent cannot be taken as it is, or cannot be read at all; nothing was changed."""

    code = "bad-input"
    status = 400


class Malformed(BadInput):
    """What was sent is not what the call declares: another shape, or no instant, no id, no tag."""

    code = "malformed"


class ContactInText(BadInput):
    """The text gives a contact detail away; `field` names where.

    `unsent` is what is to be held once everything else is undone, `held` what was held of it then. `lesson`
    is what its writer is taught; None for what is no slip.
    """

    code = "contact-in-text"
    status = 422

    def __init__(
        self,
        sentence: str,
        *,
        reason: str = "",
        field: str | None = None,
        unsent: Unsent | None = None,
        lesson: Lesson | None = None,
    ) -> None:
        super().__init__(sentence, reason=reason, field=field)
        self.unsent = unsent
        self.lesson = unsent.lesson if unsent is not None else lesson
        self.held: Held | None = None


class KeyReused(BadInput):
    """An Idempotency-Key came with another body than the first time."""

    code = "key-reused"
    status = 422


class NoProposal(BadInput):
    """There is no proposal of this id yet, so that there is nothing that an interview could hang on."""

    code = "no-proposal"


class ProposalNotLiving(AnteroomError):
    """The proposal is declined, withdrawn or archived."""

    code = "proposal-not-living"
    status = 409


class TooManyInvitations(AnteroomError):
    """More people were to be asked than one day allows; nothing was changed.

    `again_at` is the instant from which the same wish would pass if nothing else happened; None where it
    never would, however long one waits.
    """

    code = "too-many-invitations"
    status = 429

    def __init__(self, sentence: str, *, again_at: datetime | None, reason: str = "") -> None:
        super().__init__(sentence, reason=reason, field="guests")
        self.again_at = again_at


class TooManyQuestions(AnteroomError):
    """Common times were looked for oftener than one day allows; `again_at` is when they can be again."""

    code = "too-many-questions"
    status = 429

    def __init__(self, sentence: str, *, again_at: datetime, reason: str = "") -> None:
        super().__init__(sentence, reason=reason)
        self.again_at = again_at


class Conflict(AnteroomError):
    """Somebody was faster, or the present state does not allow it."""

    code = "conflict"
    status = 409


class AlreadyOver(Conflict):
    """The interview is cancelled, void or over."""

    code = "already-over"


class OlderRevision(Conflict):
    """The answer is for a time that has been changed since."""

    code = "older-revision"


class Withheld(AnteroomError):
    """The door found a contact detail that is not disclosed, and held the payload."""

    code = "withheld"
    status = 500


class Unavailable(AnteroomError):
    """Something outside does not answer just now."""

    code = "unavailable"
    status = 503
