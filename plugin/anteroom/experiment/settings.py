"""app.yaml's `experiment`: of how many who are nudged it is too many that refuse, or complain."""

from __future__ import annotations

from dataclasses import dataclass

from anteroom.settings.document import Document


@dataclass(frozen=True, slots=True)
class Experiment:
    """Limits in a thousand of those who are nudged. A phase takes them over when it begins."""

    most_opt_outs: int = 20
    most_complaints: int = 3


def read_experiment(document: Document) -> Experiment:
    """Read it; faults are noted in `document`."""
    return Experiment(
        most_opt_outs=document.whole("experiment.most_opt_outs", low=1, high=200, default=20),
        most_complaints=document.whole("experiment.most_complaints", low=1, high=50, default=3),
    )
