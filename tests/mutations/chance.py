"""Mutations that are drawn: a sign turned round, a number one more, a condition that is always met.

Not all of them break a rule, so the lane does not gate on them: whoever tries some judges what is missed,
and either writes the test or knows why nobody could tell the two apart.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

from mutations.mutation import ROOT, Mutation

HEART = "plugin/anteroom"
TESTS: Mapping[str, tuple[str, ...]] = {
    f"{HEART}/policy": ("tests/heart", "tests/console"),
    f"{HEART}/door": ("tests/door", "tests/heart", "tests/passes", "tests/leaks"),
    f"{HEART}/guard": ("tests/guard",),
    f"{HEART}/passes": ("tests/passes",),
    f"{HEART}/gate": ("tests/passes",),
    f"{HEART}/interviews": ("tests/heart", "tests/passes", "tests/times", "tests/mail"),
    f"{HEART}/proposals": ("tests/heart",),
    f"{HEART}/verdicts": ("tests/heart/test_verdicts.py", "tests/passes"),
}
"""Where places are drawn, and which tests have to notice."""
_COMPARED: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
}


def drawn(count: int, seed: int) -> list[Mutation]:
    """Return so many mutations of places drawn anew; the same seed draws the same of the same code."""
    places = [each for folder in TESTS for file in sorted((ROOT / folder).rglob("*.py")) for each in of(file)]
    return Random(seed).sample(places, min(count, len(places)))


def of(file: Path) -> Iterator[Mutation]:
    """Yield every mutation of a file, in the order of its syntax tree."""
    source = file.read_text(encoding="utf-8")
    name = file.relative_to(ROOT).as_posix()
    tests = next(tests for folder, tests in TESTS.items() if name.startswith(f"{folder}/"))
    for node, text in _changes(ast.parse(source)):
        before, after = _lines(source, node, text)
        yield Mutation(
            f"{name.removeprefix(f'{HEART}/')}:{node.lineno}", name, before, after, f"now: {text}", tests
        )


def _changes(tree: ast.AST) -> Iterator[tuple[ast.expr | ast.Return, str]]:
    """What stands there, and what stands there instead.

    A decorator says nothing that would be a rule, and Python 3.11 knows no places within an f-string.
    """
    apart = [each for node in ast.walk(tree) for each in getattr(node, "decorator_list", ())]
    apart += [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    left_out = {id(inner) for each in apart for inner in ast.walk(each)}
    for node in ast.walk(tree):
        if id(node) in left_out:
            continue
        match node:
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                yield node, f"({ast.unparse(left)} {_COMPARED[type(operator)]} {ast.unparse(right)})"
            case ast.Compare(left=left, ops=[first, second], comparators=[middle, right]):
                for one, other in (
                    (_COMPARED[type(first)], _sign(second)),
                    (_sign(first), _COMPARED[type(second)]),
                ):
                    parts = (ast.unparse(left), one, ast.unparse(middle), other, ast.unparse(right))
                    yield node, f"({' '.join(parts)})"
            case ast.BoolOp(op=operator, values=values):
                joined = " or " if isinstance(operator, ast.And) else " and "
                yield node, f"({joined.join(f'({ast.unparse(value)})' for value in values)})"
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield node, f"({ast.unparse(operand)})"
            case ast.Constant(value=bool(value)):
                yield node, str(not value)
            case ast.Constant(value=int(value)) if not isinstance(value, bool):
                yield node, str(value + 1)
            case ast.Return(value=ast.expr()):
                yield node, "return None"
            case _:
                pass


def _sign(operator: ast.cmpop) -> str:
    return {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}.get(type(operator), "==")


def _lines(source: str, node: ast.expr | ast.Return, text: str) -> tuple[str, str]:
    """The lines of a node before and after, with as many above as tell them from others."""
    lines = source.encode().splitlines(keepends=True)
    assert node.end_lineno is not None
    first, last = node.lineno - 1, node.end_lineno - 1
    head, tail = lines[first][: node.col_offset].decode(), lines[last][node.end_col_offset :].decode()
    before = b"".join(lines[first : last + 1]).decode()
    after = f"{head}{text}{tail}"
    while source.count(before) > 1 and first > 0:
        first -= 1
        above = lines[first].decode()
        before, after = above + before, above + after
    return before, after
