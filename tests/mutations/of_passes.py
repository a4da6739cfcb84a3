"""Breaks of passes, seats and the gate: who may sit where, for how long, and what is checked again."""

from __future__ import annotations

from mutations.mutation import Mutation

HEART = "plugin/anteroom"
SEATS = f"{HEART}/passes/seats.py"
MINT = f"{HEART}/passes/mint.py"
TOKENS = f"{HEART}/passes/tokens.py"
VIEWS = f"{HEART}/passes/views.py"
ARRIVAL = f"{HEART}/passes/arrival.py"
GATE = f"{HEART}/gate/model.py"
DEVICES = f"{HEART}/gate/devices.py"
PASS_TESTS = ("tests/passes/test_passes.py",)
ADMISSION = ("tests/passes/test_admission.py",)
GATE_TESTS = ("tests/passes/test_gate.py",)
VOUCHED = ("tests/passes/test_vouched_viewers.py",)

PASSES = (
    Mutation(
        "pass: good for a second longer",
        SEATS,
        "(PAGE_LIFE if judged else COOKIE_LIFE):",
        "(PAGE_LIFE if judged else COOKIE_LIFE) + timedelta(seconds=1):",
        "Twelve hours after its end an interview's passes open nothing.",
        ("tests/passes/test_passes.py::test_whatever_a_pass_lacks_the_answer_is_the_same",),
    ),
    Mutation(
        "pass: its owner raises the epoch and is back",
        MINT,
        'f"pass:{seat}:{epoch}".encode()',
        'f"pass:{seat}".encode()',
        "The epoch is under the MAC: whoever held a revoked pass cannot write the next one.",
        ("tests/passes/test_passes.py::test_nobody_writes_the_pass_of_another_epoch_or_seat",),
    ),
    Mutation(
        "pass: a MAC without its last letters is right",
        MINT,
        "if epoch is None or not same(mac, self._mac(seat, epoch)):",
        "if epoch is None or not self._mac(seat, epoch).startswith(mac or '-'):",
        "A pass is right to the last letter.",
        ("tests/passes/test_passes.py::test_whatever_a_pass_lacks_the_answer_is_the_same",),
    ),
    Mutation(
        "pass: one number in two spellings",
        MINT,
        "or not text.isdigit() or str(int(text)) != text:",
        "or not text.isdigit():",
        "An epoch is written in one way.",
        ("tests/passes/test_passes.py::test_whatever_a_pass_lacks_the_answer_is_the_same",),
    ),
    Mutation(
        "pass: one opens though its proposal is dead",
        SEATS,
        "    if not proposal.living:\n",
        "    if not proposal.living and interview.state.over:\n",
        "That the proposal lives is checked again at every step.",
        (
            "tests/passes/test_passes.py::test_a_dead_proposal_opens_nothing_even_where_its_interview_was_not_voided",
        ),
    ),
    Mutation(
        "seat: a cookie opens without its device's key",
        SEATS,
        "    if not holds(seated.seat, key):\n",
        "    if not holds(seated.seat, key) and seated.seat.device is None:\n",
        "A seat is one device's, whoever has its number.",
        ("tests/passes/test_passes.py::test_a_cookie_opens_its_own_seat_and_no_other",),
    ),
    Mutation(
        "seat: a copy of the cookie opens while its page is in the call",
        SEATS,
        '        None,\n        request.query.get("session", ""),\n    ):\n',
        '        None,\n        request.query.get("session", ""),\n    ) and request.method == "POST":\n',
        "While a page is in the call, nothing but that page itself opens.",
        ("tests/attacks/test_seats.py", "tests/attacks/test_hostile_seats.py"),
    ),
    Mutation(
        "seat: scripts can read its cookie",
        SEATS,
        "        httponly=True,\n",
        "        httponly=False,\n",
        "A seat's cookie is for the browser and not for scripts.",
        ("tests/passes/test_passes.py::test_the_cookie_is_for_pages_of_this_house_only",),
    ),
    Mutation(
        "seat: a third device takes the place of the one that asks",
        DEVICES,
        "            if seat.asking is not None:\n",
        "            if seat.asking is not None and seat.allowed:\n",
        "No request takes the place of one that the host looks at.",
        (
            "tests/attacks/test_seats.py",
            "tests/passes/test_gate.py::test_whom_the_host_put_out_nobody_but_whoever_hosts_lets_in_again",
        ),
    ),
    Mutation(
        "admission: one for another room lets in",
        SEATS,
        'right = (claims["sub"], claims["room"], claims["epoch"]) == (\n        seated.party.id,\n'
        "        seated.interview.room,\n",
        'right = (claims["sub"], claims["epoch"]) == (\n        seated.party.id,\n',
        "An admission is to exactly this room.",
        ("tests/passes/test_admission.py::test_only_the_admission_of_this_seat_to_this_room_now_lets_in",),
    ),
    Mutation(
        "admission: one from before the pass was renewed lets in",
        SEATS,
        'right = (claims["sub"], claims["room"], claims["epoch"]) == (\n        seated.party.id,\n'
        "        seated.interview.room,\n        seated.party.epoch,\n    )\n",
        'right = (claims["sub"], claims["room"]) == (\n        seated.party.id,\n'
        "        seated.interview.room,\n    )\n",
        "An admission dies with its epoch.",
        ("tests/passes/test_admission.py::test_only_the_admission_of_this_seat_to_this_room_now_lets_in",),
    ),
    Mutation(
        "token: one for another use is believed",
        TOKENS,
        '.get("typ") != use.typ:',
        '.get("typ") is None:',
        "A token is for one use.",
        ("tests/passes/test_tokens.py",),
    ),
    Mutation(
        "token: good at the moment of its end",
        TOKENS,
        "<= now < ends and",
        "<= now <= ends and",
        "A token is over when it ends.",
        ("tests/passes/test_tokens.py",),
    ),
    Mutation(
        "token: one that lives too long is believed",
        TOKENS,
        "and ends - begins <= longest.total_seconds()",
        "and ends - begins <= 2 * longest.total_seconds()",
        "Nobody signs for longer than five minutes.",
        ("tests/passes/test_tokens.py",),
    ),
    Mutation(
        "token: a viewer's is good twice",
        f"{HEART}/passes/vouched.py",
        "    if not fresh:\n",
        "    if fresh is False:\n",
        "A viewer token is used up by its use.",
        ("tests/passes/test_vouched_viewers.py::test_a_token_is_good_once",),
    ),
    Mutation(
        "room: the agreement does not stand before the connection",
        VIEWS,
        "    seated = await seat_to_connect(request, house)\n"
        "    if not seated.doors_open or seated.must_consent or",
        "    seated = await seat_to_connect(request, house)\n    if not seated.doors_open or",
        "Nobody is in the room who has not signed, whichever way it came.",
        ("tests/passes/test_admission.py::test_the_agreement_stands_before_the_room_itself_too",),
    ),
    Mutation(
        "room: the doors do not stand before the connection",
        VIEWS,
        "    seated = await seat_to_connect(request, house)\n    if not seated.doors_open or",
        "    seated = await seat_to_connect(request, house)\n    if",
        "Nobody is in the room before the doors open.",
        ("tests/passes/test_admission.py::test_the_doors_stand_before_the_room_itself_too",),
    ),
    Mutation(
        "gate: who was put out knocks again",
        GATE,
        "Stands.REMOVED: frozenset({Stands.ADMITTED, Stands.EXPIRED}),",
        "Stands.REMOVED: frozenset({Stands.ADMITTED, Stands.EXPIRED, Stands.WAITING}),",
        "Whom the host put out nobody but whoever hosts lets in again.",
        ("tests/passes/test_way_in.py",),
    ),
    Mutation(
        "gate: a drop is come back from after two minutes and a second",
        GATE,
        "now - seat.since <= REJOIN_WITHIN",
        "now - seat.since <= REJOIN_WITHIN + timedelta(seconds=1)",
        "After a drop a seat stays its own for two minutes.",
        ("tests/passes/test_way_in.py",),
    ),
    Mutation(
        "gate: a drop is not come back from at the second minute",
        GATE,
        "now - seat.since <= REJOIN_WITHIN",
        "now - seat.since < REJOIN_WITHIN",
        "After a drop a seat stays its own for two minutes.",
        ("tests/passes/test_way_in.py",),
    ),
    Mutation(
        "gate: any guest of the client's lets others in",
        GATE,
        "party.side is Side.CLIENT and party.required and party.id in there",
        "party.side is Side.CLIENT and party.id in there",
        "Beside the host only who must be there keeps the gate.",
        ("tests/passes/test_way_in.py",),
    ),
    Mutation(
        "gate: whoever must be there keeps the gate from outside",
        GATE,
        "party.required and party.id in there",
        "party.required",
        "Who keeps the gate beside the host is in the call.",
        ("tests/passes/test_way_in.py",),
    ),
    Mutation(
        "gate: who is vouched for by nobody walks in",
        GATE,
        "    if vouched is Vouched.NOBODY:\n        return Way.WAIT\n",
        "    if vouched is Vouched.NOBODY and not there:\n        return Way.WAIT\n",
        "A guest known by an address alone waits for the host.",
        ("tests/passes/test_way_in.py",),
    ),
    Mutation(
        "gate: without the host people wait a moment too long",
        GATE,
        "now >= interview.starts_at + lobby.alone_after",
        "now > interview.starts_at + lobby.alone_after",
        "So many minutes after the start the same people go in without a host.",
        ("tests/passes/test_way_in.py",),
    ),
    Mutation(
        "gate: a void interview opens for who is vouched for",
        ARRIVAL,
        "    if interview.state is State.VOID:\n",
        "    if interview.state is State.CANCELLED:\n",
        "Of a void interview the card's address says so and opens nothing.",
        ("tests/passes/test_vouched_viewers.py::test_of_a_void_interview_it_says_so_and_opens_nothing",),
    ),
)
