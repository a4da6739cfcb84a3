"""What a ticket says, in the language of support: ids, the topic, labels and links."""

from __future__ import annotations

from collections.abc import Mapping

from anteroom.cases.model import State
from anteroom.cases.view import CaseView, Named
from anteroom.languages import Language, sentences


def catalogue(language: Language) -> Mapping[str, str]:
    """Return the words of a language."""
    return sentences("anteroom_helpdesk", language)


def subject(view: CaseView, language: Language) -> str:
    """Return what a ticket is called: its topic, and the case, by which answers and searches find it."""
    say = catalogue(language)
    # A topic of the deployment's own is named as its settings name it.
    topic = say.get(f"topic.{view.topic.name}", view.topic.name.replace("_", " ").capitalize())
    return say["subject"].format(topic=topic, case=view.case.id)


def body(view: CaseView, language: Language) -> str:
    """Return what a ticket tells of a case as it stands."""
    say, case = catalogue(language), view.case
    about = [say["proposal"].format(proposal=view.proposal)] if view.proposal else []
    about += [say["interview"].format(interview=case.interview_id)] if case.interview_id else []
    about += [_member(say, each) for each in view.members]
    ended = [say[f"after_all.{view.after_all.value}"]] if view.after_all else []
    blocks = [
        "\n".join([say[f"what.{case.about.kind.value}"], *ended, _state(say, view)]),
        "\n".join(about),
        say["written"].format(notes=view.notes, answers=view.answers) if view.notes + view.answers else "",
        say["open"].format(url=view.url),
        say["sealed"],
    ]
    return "\n\n".join(block for block in blocks if block)


def update(view: CaseView, number: int, language: Language) -> str:
    """Return what is added to a ticket when its case has changed; its first line is the same at a repeat."""
    head = catalogue(language)["update"].format(number=number, case=view.case.id)
    return f"{head}\n\n{body(view, language)}"


def joined(case_id: str, url: str, language: Language) -> str:
    """Return what is added to a ticket that came by another way."""
    return catalogue(language)["joined"].format(case=case_id, url=url)


def _state(say: Mapping[str, str], view: CaseView) -> str:
    case = view.case
    outcome = say[f"outcome.{case.outcome.value}"] if case.outcome else ""
    state = case.state if case.owner or case.state is State.SOLVED else State.OPEN
    return say[f"state.{state.value}"].format(owner=case.owner, outcome=outcome)


def _member(say: Mapping[str, str], named: Named) -> str:
    line = say[named.role].format(label=named.label, member=named.member)
    return say["speaks"].format(line=line) if named.speaks else line
