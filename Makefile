# `make run` tries Stagegate, `make test` tests it, `make bench` measures it. Everything lives in .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check lock docs bench clean

run: .venv/.run
	$(BIN)/stagegate demo

# What starts whole processes has the machine to itself; all else shares it, a file of tests at a time.
WHOLE := tests/acceptance tests/bench tests/browser
test: .venv/.dev
	$(BIN)/pytest $(WHOLE)
	$(BIN)/pytest $(WHOLE:%=--ignore=%) --numprocesses=2 --dist=loadfile \
		--cov=rules --cov-branch --cov-fail-under=100 --cov-report=term-missing:skip-covered

bench: .venv/.dev
	$(BIN)/python bench/run.py

check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	MYPYPATH=bench:. $(BIN)/mypy bench/*.py
	$(BIN)/lint-imports

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Stagegate needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 ...")'
	$(PYTHON) -m venv .venv

.venv/.run: .venv/bin/python requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/.dev: .venv/.run requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

# Pinned versions with hashes, for every Python from 3.11 and every platform. Needs uv on the PATH. With their
# extras: pip 23 takes a pin without them for no pin, and fails as soon as there is a newer release. The second
# file starts with the first one and adds only what developers need.
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-strip-extras --no-header
lock:
	$(COMPILE) --extra embedded --extra build --output-file requirements.txt pyproject.toml
	$(COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml \
		$$(sed -n 's/^\([a-z0-9-]*\).*==.*/--no-emit-package \1/p' requirements.txt)
	{ echo '-r requirements.txt'; sed -e '/^#/d' -e '/^$$/d' requirements-dev.txt; } > requirements-dev.new
	mv requirements-dev.new requirements-dev.txt

# What is made from the models of the process file, and tested to be up to date.
docs: .venv/.run
	$(BIN)/stagegate process schema > rules/process.schema.json
	$(BIN)/stagegate process reference > docs/process-file.md

clean:
	rm -rf .venv .stagegate
