"""The simulated programme: the same by one seed, moved by its measures alone, silent to the held out."""

from __future__ import annotations

from dataclasses import fields, replace

from anteroom.experiment.assignment import Arm, arm_of, key_of
from bench.programme import SHARE, VARIANTS, report, run
from bench.programme_people import Assumptions

FEW = replace(Assumptions(), needs=140, clients=50, freelancers=50, leaving=0.7)
KEY = key_of(b"simulated")


def test_it_is_the_same_each_time_and_moved_by_its_measures_alone() -> None:
    played = {name: run(FEW, measures) for name, measures in VARIANTS.items()}
    counts = {name: history.counts for name, history in played.items()}
    assert run(FEW, VARIANTS["everything"]).counts == counts["everything"]
    for name, measures in VARIANTS.items():
        assert (counts[name]["nudges"] > 0) == measures.nudges
        assert (counts[name]["cases"] > 0) == measures.help
        assert (counts[name]["slips: lesson"] > 0) == measures.lessons
        assert (counts[name]["offers"] > 0) == measures.offer
        assert counts[name]["answered"] >= counts["nothing"]["answered"]
        stages = [counts[name][stage] for stage in ("needs", "answered", "talked", "scheduled", "held")]
        assert stages == sorted(stages, reverse=True)
    assert counts["lessons"]["left"] < counts["nothing"]["left"]
    assert counts["everything"]["cases"] < counts["help for clients"]["cases"]


def test_the_held_out_get_no_nudge_and_their_clients_get_help() -> None:
    tried = run(FEW, VARIANTS["everything"], key=KEY, share=SHARE)
    held_out = {
        item.freelancer.id
        for item in tried.items
        if arm_of(KEY, "programme", SHARE, item.freelancer.id) is Arm.HELD_OUT
    }
    assert held_out
    assert not held_out & tried.nudged
    steps = [item.waiting.steps for item in tried.items if item.freelancer.id in held_out]
    assert 3 in steps
    assert tried.counts["not sent: held_out"] > 0


def test_it_says_that_it_is_a_simulation_and_all_that_it_assumes() -> None:
    printed: list[str] = []
    report(printed.append, replace(FEW, needs=60))
    said = "".join(printed)
    assert said.startswith("A simulation")
    assert all(f"  {each.name} = " in said for each in fields(Assumptions))
    assert all(f"\n{name} " in said for name in VARIANTS)
