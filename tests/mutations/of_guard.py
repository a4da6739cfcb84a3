"""Breaks of the guard: what it finds, what it leaves alone, and what becomes of a text by it."""

from __future__ import annotations

from mutations.mutation import Mutation

GUARD_ = "plugin/anteroom/guard"
READ = f"{GUARD_}/guard.py"
WINDOW = f"{GUARD_}/pieces/window.py"
DETECTORS = f"{GUARD_}/detectors.py"
VETOES = f"{GUARD_}/intents/vetoes.py"
VERDICTS = ("tests/guard/test_verdicts.py", "tests/guard/test_contact_details.py")
PIECES = ("tests/guard/test_window.py",)
TALK = (
    "tests/guard/test_ordinary_talk.py",
    "tests/guard/test_number_disguises.py",
    "tests/guard/test_disguises.py",
)

GUARD = (
    Mutation(
        "guard: a finding of just the score to warn at is dropped",
        READ,
        "            if s.score >= self._warn_at\n",
        "            if s.score > self._warn_at\n",
        "A score to warn at is one at which is warned.",
        ("tests/guard/test_verdicts.py",),
    ),
    Mutation(
        "guard: a finding of just the score to redact at stays in",
        READ,
        "hidden = [finding for finding in findings if finding.score >= self._redact_at]",
        "hidden = [finding for finding in findings if finding.score > self._redact_at]",
        "A score to redact at is one at which is redacted.",
        ("tests/guard/test_verdicts.py",),
    ),
    Mutation(
        "guard: a text of just the longest length is not read",
        READ,
        "if len(text) > LIMIT:",
        "if len(text) >= LIMIT:",
        "A text is read to the limit, and blocked unread beyond it.",
        ("tests/guard/test_verdicts.py::test_it_blocks_what_is_too_long_to_read",),
    ),
    Mutation(
        "guard: an agenda goes on with a gap in it",
        READ,
        'frozenset({"message", "comment", "chat", "answer"})',
        'frozenset({"message", "comment", "chat", "answer", "agenda"})',
        "What is shown to many is blocked, and not redacted.",
        ("tests/guard/test_contact_details.py::test_it_blocks_where_nothing_can_be_taken_out",),
    ),
    Mutation(
        "guard: a detail inside a request is taken for the request",
        READ,
        "        if intents & {last.kind, next_one.kind} and last.kind is not next_one.kind:\n",
        "        if intents >= {last.kind, next_one.kind} and last.kind is not next_one.kind:\n",
        "The detail inside a request is a finding of its own.",
        ("tests/guard/test_verdicts.py::test_it_adds_a_detail_to_a_request_rather_than_hiding_it",),
    ),
    Mutation(
        "guard: the end of a detail stays in",
        READ,
        "        end = max(last.end, next_one.end)\n",
        "        end = last.end\n",
        "Of findings that overlap all that any of them covers is taken out.",
        ("tests/guard/test_verdicts.py",),
    ),
    Mutation(
        "guard: an edited message completes itself",
        READ,
        "window.at(at).without(message)",
        "window.at(at)",
        "What was written first does not count beside what was made of it.",
        ("tests/guard/test_window.py::test_it_takes_a_message_that_comes_again_for_the_same_one",),
    ),
    Mutation(
        "guard: what is whole is kept to complete another",
        READ,
        "window.wrote(message, *fragment(_blanked(text, hidden)), at)",
        "window.wrote(message, *fragment(text), at)",
        "What is found whole is no piece of anything.",
        ("tests/guard/test_window.py::test_what_is_whole_completes_nothing",),
    ),
    Mutation(
        "guard: a piece is kept a second longer",
        WINDOW,
        "tuple(p for p in self.pieces if now - p.at <= _AGE and p.number >= first)",
        "tuple(p for p in self.pieces if now - p.at <= _AGE + timedelta(seconds=1) and p.number >= first)",
        "A piece is remembered for thirty minutes, and not longer.",
        ("tests/guard/test_window_bounds.py::test_it_forgets_a_piece_in_time",),
    ),
    Mutation(
        "guard: a piece is forgotten at the last moment",
        WINDOW,
        "if now - p.at <= _AGE and p.number >= first)",
        "if now - p.at < _AGE and p.number >= first)",
        "A piece is remembered for thirty minutes.",
        ("tests/guard/test_window_bounds.py::test_it_forgets_a_piece_in_time",),
    ),
    Mutation(
        "guard: a piece is forgotten a message early",
        WINDOW,
        "first = self.count - MESSAGES + 1",
        "first = self.count - MESSAGES + 2",
        "A piece is remembered for eight messages.",
        ("tests/guard/test_window_bounds.py::test_it_forgets_a_piece_after_some_messages",),
    ),
    Mutation(
        "guard: pieces of both sides are joined",
        f"{GUARD_}/pieces/exchange.py",
        "self.windows.get(sender, self.overheard), text",
        "self.windows.get(sender, next(iter(self.windows.values()), self.overheard)), text",
        "Only what one person wrote is joined.",
        ("tests/guard/test_window.py::test_it_joins_only_what_one_person_wrote",),
    ),
    Mutation(
        "guard: code is taken for a request",
        VETOES,
        "line_end if line_end >= 0 else stop]) is not None",
        "line_end if line_end >= 0 else stop]) is None and not folded",
        "A line of code asks nobody for anything.",
        ("tests/guard/test_intents.py::test_it_lets_look_alikes_pass",),
    ),
    Mutation(
        "guard: a quotation is taken for a request",
        VETOES,
        "_FEWEST_WORDS: Final = 3",
        "_FEWEST_WORDS: Final = 30",
        "What somebody quotes is not the writer's own request.",
        ("tests/guard/test_intents.py::test_it_lets_look_alikes_pass",),
    ),
    Mutation(
        "guard: a word between quotation marks is passed over",
        VETOES,
        "_FEWEST_WORDS: Final = 3",
        "_FEWEST_WORDS: Final = 1",
        "A word between quotation marks is the writer's own.",
        ("tests/guard/test_intents.py::test_it_warns_about_a_request_to_leave",),
    ),
    Mutation(
        "guard: a request is taken out of the text",
        f"{GUARD_}/intents/solicitation.py",
        "_OUTRIGHTLY: Final = 0.5",
        "_OUTRIGHTLY: Final = 0.6",
        "A request is a matter for a word with its sender, and never taken out.",
        ("tests/guard/test_intents.py::test_it_warns_about_a_request_to_leave",),
    ),
    Mutation(
        "guard: digits of another script pass",
        DETECTORS,
        "    if not text.isascii() and hides_digits(text):\n",
        "    if text.isascii() and hides_digits(text):\n",
        "Digits that a folded text does not show are seen.",
        (
            "tests/guard/test_contact_details.py::test_it_takes_the_whole_value_out",
            "tests/guard/test_disguises.py::test_it_sees_through_the_disguise",
            "tests/guard/test_number_disguises.py",
        ),
    ),
    Mutation(
        "guard: what is written from its end passes",
        DETECTORS,
        "    if Trigger.BACKWARDS in found:\n",
        "    if Trigger.BACKWARDS in found and not text:\n",
        "Whoever says that it is to be read from its end is read so.",
        ("tests/guard/test_lookalikes_and_turned.py",),
    ),
    Mutation(
        "guard: moved letters pass",
        DETECTORS,
        "    if Trigger.ROTATED in found:\n",
        "    if Trigger.ROTATED in found and not text:\n",
        "Whoever says that its letters were moved is read so.",
        ("tests/guard/test_lookalikes_and_turned.py",),
    ),
    Mutation(
        "guard: names of files are not read",
        DETECTORS,
        "    if Trigger.FILE in found:\n",
        "    if Trigger.FILE in found and not text:\n",
        "A file's name may say a number.",
        ("tests/guard/test_file_names.py",),
    ),
    Mutation(
        "guard: an amount is a number to dial",
        f"{GUARD_}/phones/other_numbers.py",
        "    return pattern(_UNIT).search(after) is not None\n",
        "    return pattern(_UNIT).search(after) is None and not after\n",
        "What is followed by a unit is an amount.",
        ("tests/guard/test_lookalikes_and_turned.py",),
    ),
    Mutation(
        "guard: a machine's account is an address",
        f"{GUARD_}/emails/machines.py",
        '    if name in data("hosts")["machine_users"]:\n        return True\n',
        "",
        "An account on a machine leads to nobody.",
        ("tests/guard/test_lookalikes_and_turned.py",),
    ),
    Mutation(
        "guard: the span next to another is not replaced",
        f"{GUARD_}/redact.py",
        "        if finding.start >= done:\n",
        "        if finding.start > done:\n",
        "Every finding is replaced, one that begins the text and one that touches another too.",
        ("tests/guard/test_verdicts.py",),
    ),
)
