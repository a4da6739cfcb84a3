"""The contact rule, read as the policy itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec import structs

from anteroom.policy.model import STANDARD, Circumstances, Level, Purpose, Row, Rule, Ruling, Stage, decide
from anteroom.policy.table import load_table
from anteroom.settings.deployment import SettingsFault

TODAY = datetime(2026, 11, 23, tzinfo=UTC)


def before(plan: str, **more: object) -> Circumstances:
    """A client of a plan, before a contract."""
    return replace(Circumstances(plan, Stage.BEFORE_CONTRACT), **more)  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize("plan", ["basic", "plus", "", "unheard-of"])
def test_it_lets_nobody_share_before_a_contract(plan: str) -> None:
    assert decide(STANDARD, before(plan), TODAY).row == "nobody-before-a-contract"
    assert not decide(STANDARD, before(plan), TODAY).permits


@pytest.mark.parametrize("plan", ["business", "enterprise"])
def test_it_exempts_business_and_enterprise(plan: str) -> None:
    assert decide(STANDARD, before(plan), TODAY).permits
    assert decide(STANDARD, before(plan), TODAY).row == "exempt-plans"


def test_it_exempts_them_since_the_day_that_the_rule_began_to() -> None:
    days = [datetime(2020, 5, 31, 23, tzinfo=UTC), datetime(2020, 6, 1, tzinfo=UTC)]

    assert [decide(STANDARD, before("business"), day).permits for day in days] == [False, True]


def test_it_lets_people_in_without_a_host_after_five_minutes() -> None:
    ruling = decide(STANDARD, before("basic", purpose=Purpose.LATE_HOST), TODAY)

    assert (ruling.row, ruling.minutes) == ("lobby", 5)


def test_it_ships_trust_by_rating_switched_off() -> None:
    trusted = before("basic", rating=5.0, completed_jobs=200)
    switched_on = tuple(structs.replace(row, on=True) for row in STANDARD)

    assert not decide(STANDARD, trusted, TODAY).permits
    assert decide(switched_on, trusted, TODAY).row == "trusted-clients"
    just = before("basic", rating=4.8, completed_jobs=25)
    assert decide(switched_on, just, TODAY).row == "trusted-clients"
    assert not decide(switched_on, before("basic", rating=4.7, completed_jobs=200), TODAY).permits
    assert not decide(switched_on, before("basic", rating=5.0, completed_jobs=24), TODAY).permits
    assert not decide(switched_on, before("basic", rating=None, completed_jobs=200), TODAY).permits


def test_it_lets_everybody_share_under_a_contract() -> None:
    assert decide(STANDARD, Circumstances("basic", Stage.UNDER_CONTRACT), TODAY).permits


def test_it_opens_nothing_where_the_table_has_a_gap() -> None:
    assert decide((), before("enterprise"), TODAY).rule is Rule.CLOSED


def test_it_holds_to_the_dates_of_its_rows() -> None:
    row = Row("spring", Stage.BEFORE_CONTRACT, Rule.OPEN, since=date(2026, 3, 1), until=date(2026, 6, 1))
    days = [
        datetime(2026, 2, 28, 23, tzinfo=UTC),
        datetime(2026, 3, 1, tzinfo=UTC),
        datetime(2026, 5, 31, 23, tzinfo=UTC),
        datetime(2026, 6, 1, tzinfo=UTC),
    ]

    assert [decide((row,), before("basic"), day).permits for day in days] == [False, True, True, False]


def test_it_reads_a_table_of_the_marketplaces_own(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(
        "- {name: pilot, stage: before-contract, rule: open, plans: [pilot], since: 2026-11-01}\n"
        "- {name: rest, stage: before-contract, rule: closed}\n"
    )
    table = load_table(file)

    assert [decide(table, before(plan), TODAY).row for plan in ("pilot", "enterprise")] == ["pilot", "rest"]


def test_it_names_every_fault_of_a_table_at_once(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(
        "- {name: a, stage: never, rule: open}\n- {name: b, stage: before-contract, rule: open, plan: x}\n"
    )
    with pytest.raises(SettingsFault) as caught:
        load_table(file)

    assert [fault.partition(": ")[2][:5] for fault in caught.value.faults] == ["row 1", "row 2"]


def test_it_speaks_of_purposes_and_surfaces(tmp_path: Path) -> None:
    """The page's own example is a table that works."""
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    file = tmp_path / "policy.yaml"
    file.write_text(page.partition("```yaml\n- {name: under-contract")[2].partition("```")[0])
    file.write_text("- {name: under-contract" + file.read_text())
    table = load_table(file)

    def rule(**more: object) -> Rule:
        return decide(table, before("basic", **more), TODAY).rule

    assert rule() is Rule.CLOSED
    assert rule(surface="title") is Rule.STRICT
    assert rule(surface="comment") is Rule.CLOSED
    assert rule(purpose=Purpose.LEGAL, surface="agenda") is Rule.WARN
    assert rule(purpose=Purpose.ACCESS) is Rule.OPEN
    assert decide(table, before("business", surface="title"), TODAY).rule is Rule.OPEN


def test_it_ships_legal_documents_switched_off_and_access_to_systems_on() -> None:
    assert not decide(STANDARD, before("basic", purpose=Purpose.LEGAL), TODAY).permits
    assert decide(STANDARD, before("basic", purpose=Purpose.ACCESS), TODAY).row == "access-to-systems"


def test_it_lets_pass_what_it_only_warns_of() -> None:
    assert [Ruling(rule, "x").permits for rule in Rule] == [True, True, False, False, False]
    levels = [Level.OPEN, Level.OPEN, Level.MASKED, Level.CLOSED, Level.CLOSED]
    assert [rule.level for rule in Rule] == levels
