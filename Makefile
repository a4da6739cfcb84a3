PYTHON ?= python3
VENV := .venv/bin
RUN := .venv/.ready
DEV := .venv/.dev
ICALJS := tests/invitations/icaljs
SLACKTYPES := tests/slack/types
AXE := tests/browsers/axe
PEERS := .venv-peers/.ready
SYNAPSE := .venv-synapse/.ready
BENCH := .venv-bench/.ready

# Tests start many processes, each of which would compile all that is ours anew.
unexport PYTHONDONTWRITEBYTECODE
# Without it Python reads no path with letters beyond ASCII.
ifneq ($(shell locale charmap 2>/dev/null),UTF-8)
export LC_ALL := C.UTF-8
endif

.DEFAULT_GOAL := help
.PHONY: help install demo demo-story check types tests readers format browsers matrix faults bench mutations soak

help: ## say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

install: $(RUN) ## put what runs into .venv

demo: $(RUN) ## open the sandbox: a Slack, a marketplace and a mailbox to try everything with
	$(VENV)/anteroom demo

demo-story: $(DEV) ## play the journeys over real channels and prove each step
	$(VENV)/anteroom demo --story

# Types beside tests, for each by itself leaves a part of two cores idle. Either fails it, and both say why.
check: $(DEV) $(PEERS) ## format, lint, types, import rules, tests
	$(VENV)/ruff format --check .
	$(VENV)/ruff check .
	$(VENV)/lint-imports
	@$(MAKE) --no-print-directory --jobs 2 --keep-going types tests

types: $(DEV)
	$(VENV)/mypy

# Three workers on two cores: two alone wait for two fifths of the time. A file stays with one worker, so that what
# its tests share is made once. Not loadgroup: pytest-xdist 3.8 forgets all groups with pytest 9.2, and says nothing
# (pytest-dev/pytest-xdist#1386). In the order of the folders, for those with the fewest tests take the longest.
tests: $(DEV) $(PEERS)
	$(VENV)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

# ical.js reads our invitations in `check`, Slack's types read what we say to Slack, axe reads our pages.
readers: $(ICALJS)/node_modules/.package-lock.json $(SLACKTYPES)/node_modules/.package-lock.json $(AXE)/node_modules/.package-lock.json ## fetch other people's readers for `check` (needs npm)

format: $(DEV) ## write the code as `check` wants it
	$(VENV)/ruff format .
	$(VENV)/ruff check --fix .

browsers: $(DEV) ## the call in real browsers, one process a person
	ANTEROOM_BROWSERS=all $(VENV)/python -m pytest -n 2 tests/browsers

matrix: $(DEV) $(SYNAPSE) ## cards and answers in rooms of a real Matrix homeserver
	ANTEROOM_MATRIX=all $(VENV)/python -m pytest tests/matrix

faults: $(DEV) ## kill, cut and repeat
	ANTEROOM_FAULTS=all $(VENV)/python -m pytest -n 2 tests/faults

bench: $(BENCH) ## measure beside what one would use instead
	.venv-bench/bin/python -m bench

mutations: $(DEV) ## break one rule after the other, in copies, and see that a test notices
	PYTHONPATH=tests $(VENV)/python -m mutations

soak: $(DEV) $(PEERS) ## the same tests with many more examples
	ANTEROOM_SOAK=1 $(VENV)/python -m pytest tests/leaks tests/nudges tests/conduct tests/experiment tests/times/finder tests/times/availability tests/heart/test_late_facts.py tests/rest tests/rooms tests/mail tests/invitations tests/guard tests/slack

# A folder that was moved or copied still runs what lies where it was.
ifeq ($(shell ! test -e $(VENV)/pip || head -n 2 $(VENV)/pip | grep -F "$$(pwd -P)/$(VENV)/" >/dev/null || echo moved),moved)
.PHONY: moved
$(RUN): moved
endif

$(RUN): pyproject.toml constraints.txt
	@sh plugin/environment.sh $(PYTHON) .venv --constraint constraints.txt --editable .
	@touch $@

$(DEV): $(RUN)
	@sh plugin/environment.sh $(PYTHON) .venv --constraint constraints.txt --editable '.[dev]'
	@touch $@

# Other people's calendar servers, and judges of our tokens, for tests only. Apart, because two are GPL, because their client's HTTP library
# puts itself in the place of urllib3, and because it wants older versions than the product runs with.
$(PEERS): tests/calendar_servers/requirements.txt tests/meeting_tools/requirements.txt | $(RUN)
	@sh plugin/environment.sh $(PYTHON) .venv-peers $(addprefix --requirement ,$^)
	@touch $@

# A Matrix homeserver, apart because it is AGPL and brings fifty things of its own.
$(SYNAPSE): tests/matrix/requirements.txt | $(RUN)
	@sh plugin/environment.sh $(PYTHON) .venv-synapse --requirement $<
	@touch $@

# What the guard is measured beside, and all that it brings: apart, so that `check` never sees it.
$(BENCH): pyproject.toml constraints.txt | $(RUN)
	@sh plugin/environment.sh $(PYTHON) .venv-bench --constraint constraints.txt --editable '.[bench]'
	@touch $@

%/node_modules/.package-lock.json: %/package-lock.json
	@command -v npm >/dev/null || { echo "There is no npm here. Next: install it (Debian: apt-get install npm), and make again." >&2; exit 1; }
	cd $* && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@
