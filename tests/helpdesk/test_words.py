"""What a ticket says, in each language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from anteroom.cases.items import AfterAll
from anteroom.cases.model import About, Case, Kind, Outcome, State
from anteroom.cases.settings import Topic
from anteroom.cases.view import CaseView, Named
from anteroom.languages import LANGUAGES, Language
from anteroom_helpdesk import words

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
CASE = Case("case_a", "other", State.OPEN, None, About(Kind.ITEM, "w"), "p", "int_a", "per", AT, AT)
VIEW = CaseView(
    CASE,
    Topic("other", None, (), "normal"),
    "p-41",
    (Named("m-ada", "Ada Moreno", "client", True), Named("m-leo", "Leo", "freelancer", False)),
    2,
    1,
    "https://x.example/console/cases/case_a",
)


def test_every_language_has_the_same_words() -> None:
    assert {frozenset(words.catalogue(each)) for each in LANGUAGES} == {frozenset(words.catalogue("en"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_a_word_for_whatever_a_case_may_be(language: Language) -> None:
    said = set()
    for kind in Kind:
        for state in State:
            for outcome in Outcome if state is State.SOLVED else [None]:
                case = replace(CASE, about=About(kind, "w"), state=state, outcome=outcome, owner="s-9")
                said.add(words.body(replace(VIEW, case=case), language))
    assert len(said) == len(Kind) * (len(State) - 1 + len(Outcome))
    assert not [each for each in said if "{" in each]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_how_what_had_waited_ended(language: Language) -> None:
    said = {words.body(replace(VIEW, after_all=each), language) for each in (None, *AfterAll)}
    assert len(said) == 1 + len(AfterAll)


def test_a_topic_of_a_deployments_own_is_named_as_it_is_there() -> None:
    own = replace(VIEW, topic=Topic("late_refunds", None, (), "normal"))
    assert words.subject(own, "es") == "Late refunds [case_a]"
    assert words.subject(VIEW, "es") == "Otro [case_a]"
