"""What a person in Slack reads when something did not work: what, the next step, a reference."""

from __future__ import annotations

import structlog

from anteroom.errors import AnteroomError, BadInput, NotFound, OlderRevision, ProposalNotLiving, Withheld
from anteroom.house import House

log = structlog.get_logger()

SORRY = "Something went wrong on our side and nothing was changed. Please try again in a minute."
NOT_SHOWN = "Slack did not show the form, and nothing was sent to anybody. Please do it once more."
NEXT_STEPS: dict[str, str] = {
    OlderRevision.code: "Your card shows the new time.",
    ProposalNotLiving.code: "`/interview list` shows what is still open.",
    Withheld.code: "Nobody received anything. Please tell support the reference.",
}


def told(house: House, error: Exception) -> str:
    """Return the sentence for the person, and log the inner reason under the same reference.

    A refusal that says everything carries no reference; what is our fault does. Slack's own error codes and
    exceptions' texts are never shown.
    """
    sentence, reference = _logged(house, error)
    ours = not isinstance(error, AnteroomError) or error.status >= 500
    return f"{sentence} Reference: {reference}." if ours else sentence


def told_of_command(house: House, error: Exception, usage: str, name: str) -> str:
    """Return the same for a typed command: what, how it is typed, where more is said, a reference."""
    sentence, reference = _logged(house, error)
    lines = [sentence]
    if usage and isinstance(error, BadInput | NotFound):
        lines.append(f"Usage: `{usage}`. `/interview help {name}` tells more.")
    lines.append(f"_Reference: {reference}_")
    return "\n".join(lines)


def not_shown(house: House, error: Exception) -> str:
    """Return what to say where a form did not come, and log why under the same reference.

    Slack gives three seconds for a form (docs.slack.dev/interactivity/handling-user-interaction, trigger_id).
    """
    reference = house.randomness.token(8)
    log.warning("slack.form_not_shown", reference=reference, error=type(error).__name__)
    return f"{NOT_SHOWN}\n_Reference: {reference}_"


def _logged(house: House, error: Exception) -> tuple[str, str]:
    reference = house.randomness.token(8)
    if not isinstance(error, AnteroomError):
        log.exception("slack.failed", reference=reference, error=type(error).__name__)
        return SORRY, reference
    log.info("slack.refused", code=error.code, reference=reference, reason=error.reason)
    return " ".join(part for part in (error.sentence, NEXT_STEPS.get(error.code, "")) if part), reference
