# `make run` starts the bot, `make test` proves it. Every target sets itself up.
PYTHON ?= python3
BIN := .venv/bin
RUN_READY := .venv/.ready
DEV_READY := .venv/.ready-dev

.DEFAULT_GOAL := help
.PHONY: help setup run demo test soak bench bench-large bench-memory bench-questions eval calibrate lock clean

help: ## What can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup: $(RUN_READY) ## Make .venv with everything that the bot needs

run: $(RUN_READY) ## Start the bot: against the sandbox, or with tokens against Telegram and Slack
	@$(BIN)/veiviser run

demo: $(RUN_READY) ## Play one whole case against the sandbox and print it
	@$(BIN)/veiviser demo

test: $(DEV_READY) ## Everything: format, lint, types, import rules, content, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/veiviser check
	$(BIN)/pytest -n auto

.PHONY: cluster
cluster: $(DEV_READY) ## Start two replicas with PostgreSQL, a balancer and the sandbox
	@$(BIN)/python -m tests.cluster

soak: $(DEV_READY) ## Kill the bot a hundred times under load and compare what there is (KILLS=100)
	$(BIN)/python -m tests.soak

bench: $(DEV_READY) ## Measure speed and size beside a bare echo and the usual bot
	$(BIN)/python -m tests.bench

bench-large: $(DEV_READY) ## The same with a million conversations in the database
	$(BIN)/python -m tests.bench.large

bench-memory: $(DEV_READY) ## Watch the memory over 100 000 updates
	$(BIN)/python -m tests.bench.memory

eval: $(DEV_READY) ## Measure how well questions are understood, beside two baselines
	$(BIN)/python -m tests.bench.understanding

bench-questions: $(DEV_READY) ## Measure how long one question takes, beside rapidfuzz
	$(BIN)/python -m tests.bench.understanding.speed

calibrate: $(DEV_READY) ## Fit the confidence anew, after a large change of the ways of asking
	$(BIN)/python -m tests.bench.understanding.calibrate

lock: $(DEV_READY) ## Lock the dependencies anew, with hashes
	$(BIN)/uv pip compile pyproject.toml --extra build --universal --generate-hashes \
		--no-emit-index-url --no-header --quiet --upgrade -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra build --extra dev --universal --generate-hashes \
		--no-emit-index-url --no-header --quiet --upgrade -c requirements.txt -o requirements-dev.txt

clean: ## Remove what was made: .venv, caches and var
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

$(RUN_READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Veiviser needs Python 3.11 or newer; try: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 1; }
	@echo "Setting up .venv (about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/veiviser fit
	@touch $@

$(DEV_READY): requirements-dev.txt $(RUN_READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
