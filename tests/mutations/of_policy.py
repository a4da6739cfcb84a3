"""Breaks of the contact rule: which row of the table decides, and what becomes of a text by it."""

from __future__ import annotations

from mutations.mutation import Mutation

MODEL = "plugin/anteroom/policy/model.py"
OUTCOME = "plugin/anteroom/policy/outcome.py"
RULING = "plugin/anteroom/policy/ruling.py"
STORE = "plugin/anteroom/policy/store.py"
RULE_TESTS = ("tests/heart/test_policy.py",)
OUTCOME_TESTS = ("tests/heart/test_policy_in_force.py", "tests/heart/test_held_texts.py")

POLICY = (
    Mutation(
        "policy: a row of under-contract speaks before a contract",
        MODEL,
        "if not self.in_force(day) or self.stage is not circumstances.stage:",
        "if not self.in_force(day):",
        "A row speaks of its own stage only: what a contract opens is closed before it.",
        RULE_TESTS,
    ),
    Mutation(
        "policy: a row without plans exempts another plan",
        MODEL,
        "if self.plans and circumstances.plan not in self.plans:",
        "if len(self.plans) > 2 and circumstances.plan not in self.plans:",
        "An exemption is of the plans that it names, and of no other.",
        RULE_TESTS,
    ),
    Mutation(
        "policy: the purpose of a row is not looked at",
        MODEL,
        "if self.purposes and circumstances.purpose not in self.purposes:",
        "if self.purposes and circumstances.purpose is Purpose.LEGAL and self.on is False:",
        "What is open for access to a system is closed for talk.",
        RULE_TESTS,
    ),
    Mutation(
        "policy: a title's row speaks of every text",
        MODEL,
        "if self.surfaces and circumstances.surface not in self.surfaces:",
        "if self.surfaces and not circumstances.surface:",
        "A row that names a surface says nothing of another.",
        RULE_TESTS,
    ),
    Mutation(
        "policy: the least rating itself is too little",
        MODEL,
        "(circumstances.rating or 0.0) < self.least_rating",
        "(circumstances.rating or 0.0) <= self.least_rating",
        "A client of just the least rating has it.",
        RULE_TESTS,
    ),
    Mutation(
        "policy: a client whom nobody rated counts as the best",
        MODEL,
        "(circumstances.rating or 0.0) < self.least_rating",
        "(circumstances.rating or 5.0) < self.least_rating",
        "Where nobody rated a client, nothing speaks for trust.",
        RULE_TESTS,
    ),
    Mutation(
        "policy: the least number of jobs itself is too few",
        MODEL,
        "circumstances.completed_jobs >= self.least_completed_jobs",
        "circumstances.completed_jobs > self.least_completed_jobs",
        "A client of just the least number of jobs has it.",
        RULE_TESTS,
    ),
    Mutation(
        "policy: a row begins a day late",
        MODEL,
        "self.since <= day < self.until",
        "self.since < day < self.until",
        "A row speaks from its first day on.",
        RULE_TESTS,
    ),
    Mutation(
        "policy: a row ends a day late",
        MODEL,
        "self.since <= day < self.until",
        "self.since <= day <= self.until",
        "A row speaks until its last day, and not on it.",
        RULE_TESTS,
    ),
    Mutation(
        "policy: a row that is switched off speaks",
        MODEL,
        "return self.on and self.since",
        "return self.since",
        "Rows may be shipped without being in force.",
        RULE_TESTS,
    ),
    Mutation(
        "policy: the last row that applies decides",
        MODEL,
        "    for row in table:\n",
        "    for row in reversed(table):\n",
        "The first row that applies on the day decides.",
        RULE_TESTS,
    ),
    Mutation(
        "policy: a gap in the table opens",
        MODEL,
        "return Ruling(Rule.CLOSED, NO_ROW",
        "return Ruling(Rule.OPEN, NO_ROW",
        "Where no row applies nothing is open.",
        RULE_TESTS,
    ),
    Mutation(
        "policy: masking counts as permission",
        MODEL,
        "        return self.rule in (Rule.OPEN, Rule.WARN)\n",
        "        return self.rule in (Rule.OPEN, Rule.WARN, Rule.MASKED)\n",
        "Where a detail is masked, people may not write it.",
        RULE_TESTS,
    ),
    Mutation(
        "policy: what people released passes although the door would hold it",
        OUTCOME,
        "    if looked.door:\n        return Outcome.HELD\n",
        "    if looked.door and not looked.released:\n        return Outcome.HELD\n",
        "What gives a real detail away is held, whatever the guard or people think of the words.",
        ("tests/heart/test_outcomes.py",),
    ),
    Mutation(
        "policy: a hint is held one try late",
        OUTCOME,
        "looked.nth < strict_from",
        "looked.nth <= strict_from",
        "From the try that the settings name a hint is enough to hold a text.",
        ("tests/heart/test_outcomes.py",),
    ),
    Mutation(
        "policy: strict is as mild as closed",
        OUTCOME,
        "looked.found is Action.WARN and rule is not Rule.STRICT and",
        "looked.found is Action.WARN and",
        "Where the rule is strict, a hint is held at the first try.",
        ("tests/heart/test_outcomes.py",),
    ),
    Mutation(
        "policy: what cannot be masked passes masked",
        OUTCOME,
        "return Outcome.MASKED if looked.maskable else Outcome.HELD",
        "return Outcome.MASKED",
        "Where what is left may not pass either, the text is held.",
        ("tests/heart/test_outcomes.py",),
    ),
    Mutation(
        "policy: whoever is warned is not told",
        OUTCOME,
        "nothing = looked.found is Action.ALLOW or rule is Rule.OPEN",
        "nothing = looked.found is Action.ALLOW or rule is not Rule.MASKED",
        "Where the rule warns, the text passes and its writer hears of it.",
        ("tests/heart/test_outcomes.py",),
    ),
    Mutation(
        "policy: a member's own plan counts, and not its organisation's",
        RULING,
        "plan = organisation.plan if organisation else plan",
        "plan = plan if organisation else plan",
        "Whoever has an organisation is exempt by the organisation's plan.",
        ("tests/conduct/test_lessons_told.py::test_what_the_policy_permits_is_no_slip",),
    ),
    Mutation(
        "policy: under a contract it is still before one",
        RULING,
        "stage = Stage.UNDER_CONTRACT if under_contract else Stage.BEFORE_CONTRACT",
        "stage = Stage.BEFORE_CONTRACT",
        "From the start of the contract contact may be shared.",
        (
            "tests/heart/test_real_life.py::test_two_proposals_of_one_pair_do_not_mix_and_a_rehire_is_before_a_contract",
        ),
    ),
    Mutation(
        "policy: a table is in force before its day",
        STORE,
        "select * from policy_version where since <= $1\n",
        "select * from policy_version where since <= $1 or true\n",
        "A table that was set for a day ahead decides nothing until then.",
        (
            "tests/heart/test_policy_in_force.py::test_a_table_is_in_force_from_its_day_on_and_the_history_keeps_all",
        ),
    ),
)
