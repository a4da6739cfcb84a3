"""Whether mutations can be made of the code as it stands; `make mutations` says whether tests notice."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from mutations.mutation import ROOT, Mutation, Unfit
from mutations.table import MUTATIONS

LEAST = {"interviews": 10, "policy": 8, "door": 9, "guard": 10, "passes": 8}


def test_each_is_of_text_that_stands_there_once_and_stays_python() -> None:
    """Whoever rewrites a rule rewrites how it is broken: nothing is left out in silence."""
    unfit = []
    for each in MUTATIONS:
        try:
            each.broken((ROOT / each.file).read_text(encoding="utf-8"))
        except Unfit as fault:
            unfit.append(str(fault))

    assert unfit == []


def test_each_has_a_name_of_its_own_and_breaks_something() -> None:
    names = Counter(each.name for each in MUTATIONS)

    assert [name for name, count in names.items() if count > 1] == []
    assert [each.name for each in MUTATIONS if each.before == each.after] == []
    assert [each.name for each in MUTATIONS if len(each.name) > 74 or not each.rule.endswith(".")] == []


def test_each_names_tests_that_there_are() -> None:
    gone = []
    for named in sorted({test for each in MUTATIONS for test in each.tests}):
        file, _, function = named.partition("::")
        if not (ROOT / file).exists() or (function and function not in _functions(file)):
            gone.append(named)

    assert gone == []


def test_the_page_names_each_and_no_other() -> None:
    page = (ROOT / "docs" / "mutations.md").read_text(encoding="utf-8")
    listed = [line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| ")]

    assert sorted(listed[1:]) == sorted(each.name for each in MUTATIONS)


def test_there_are_enough_of_each_kind() -> None:
    kinds = Counter(kind for each in MUTATIONS for kind in LEAST if _is_of(each, kind))

    assert {kind: kinds[kind] for kind, least in LEAST.items() if kinds[kind] < least} == {}


def test_a_mutation_of_what_is_not_there_is_refused() -> None:
    gone = Mutation("x", "x.py", "a <= b", "a < b", "A border.", ())
    with pytest.raises(Unfit, match="0 times"):
        gone.broken("a < b\n")
    with pytest.raises(Unfit, match="2 times"):
        gone.broken("a <= b\na <= b\n")


def _is_of(mutation: Mutation, kind: str) -> bool:
    module = __import__(f"mutations.of_{kind}", fromlist=["x"])
    return mutation in getattr(module, kind.upper())


def _functions(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
