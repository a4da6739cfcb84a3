"""Numbers to dial that are called something else, said in words and figures by turns, or in other digits."""

from __future__ import annotations

import pytest

from anteroom.guard import Action, Guard

GUARD = Guard()
CLOAKED = [
    "our version is 617.555.0138, dial that version",
    "my_rate = 5550138  # not a rate",
    "the invoice comes to $617 555 0138",
    "score: 617, 555, 0138. press the green button",
    "el presupuesto es 915 550 138, ya sabes",
    "Rechnung 030 5550138, zwinker",
    "numéro de dossier 01 99 00 55 38, si vous voyez ce que je veux dire",
    "номер накладной 8 916 555 01 38, ну ты понял",
    "sipariş 0532 555 01 38, anladın sen",
    "订单号 13855501389，你懂的",
    "請求番号は 090-5550-1389 です、お察しください",
    "six-1-seven five55 o1three8",
    "5-five-5 / zero-1-three-8",
    "61seven 5five5 0one3eight",
    "5.5.5.0.1.3.8",
    "\uff15\uff15\uff15-\uff10\uff11\uff13\uff18",
    "\u0665\u0665\u0665 \u0660\u0661\u0663\u0668 in eastern figures",
    "\u096b\u096b\u096b\u0966\u0967\u0969\u096e, hindi figures",
    "Dial five-five-five, then the year 0138",
    "First 555\nthen 01\nthen 38\n5 5 5\n0 1\n3 8",
    "Reference O2O 7946 O838",
    "the yard is at 555-0138 most mornings",
    "Crew: Odile 555-0138, Bram 555-0139",
]
ORDINARY = [
    "Invoice 5550138 is paid ;)",
    "Order 4155550138 shipped yesterday, wink emoji included in the set.",
    "It comes to 1,617,555 pesos, if you get me.",
    "Between the lines 5550138 and 5550139 of the log there is a gap.",
    "Part no. 617.555.0138 replaces 617.555.0137.",
    "Two A4, three A3 and one A2, so 2-3-1.",
    "The keypad mock-up shows 1 2 3 4 5 6 7 8 9.",
    "Version 5.5.5 replaces 5.5.4 on your phone.",
    "Cut at 04:15, 05:55 and 09:38.",
    "Serial 555O-I38B-77OO has a letter in it.",
    "Sets went 6-4-7-5-6-3.",
    "Tavla skoru altı beş iki, sen yaz.",
    "We sold 617 of 555, not a price problem.",
]


@pytest.mark.parametrize("text", CLOAKED)
def test_it_takes_out_what_is_meant_to_be_dialled(text: str) -> None:
    verdict = GUARD.inspect(text)
    assert verdict.action is Action.REDACT
    assert {finding.kind.value for finding in verdict.findings} == {"phone"}


@pytest.mark.parametrize("text", ORDINARY)
def test_it_leaves_figures_alone_that_are_what_they_are_called(text: str) -> None:
    assert GUARD.inspect(text).redacted == text
