"""The rules of a case's life, whatever is done to it in whatever order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from anteroom.cases import model
from anteroom.cases.model import About, Case, Kind, Outcome, State
from anteroom.errors import AnteroomError

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
NEW = Case("case_a", "other", State.OPEN, None, About(Kind.ITEM, "w"), None, None, None, AT, AT)
owners = st.sampled_from(["s-9", "s-4", "ana@x.example", "+34 600 123 123"])
steps = st.one_of(
    st.tuples(st.just("assign"), owners),
    st.tuples(st.just("wait"), st.none()),
    st.tuples(st.just("wake"), st.none()),
    st.tuples(st.just("solve"), st.sampled_from(Outcome)),
)


def done(case: Case, what: str, value: object, now: datetime) -> Case:
    """Do it, or change nothing where it is refused."""
    try:
        match what, value:
            case "assign", str():
                return model.assigned(case, value, now)
            case "wait", _:
                return model.waiting(case, now)
            case "solve", Outcome():
                return model.solved(case, value, now)
            case _:
                return model.woken(case, now)
    except AnteroomError:
        return case


@given(st.lists(steps, max_size=12))
def test_a_case_always_makes_sense(told: list[tuple[str, object]]) -> None:
    case = NEW
    for nth, (what, value) in enumerate(told, 1):
        before, now = case, AT + timedelta(minutes=nth)
        case = done(case, what, value, now)
        assert case.solved == (case.outcome is not None) == (case.solved_at is not None)
        assert (case.state in (State.ASSIGNED, State.WAITING)) <= (case.owner is not None)
        assert case.owner in (None, "s-9", "s-4"), "nobody is named by an address"
        assert (case.state is State.OPEN) <= (case.owner is None)
        assert case.changed_at == (before.changed_at if case == before else now)
        if before.solved and case != before:
            assert what == "wake", "what is solved only something new opens again"
        assert (case.opened_at, case.about, case.id) == (NEW.opened_at, NEW.about, NEW.id)
