# `make run` serves a living demo, `make test` runs every test. CONTRIBUTING.md tells the rest.
PYTHON ?= python3
PORT ?= 8000
DATA ?= ./data
ROUNDS ?= 500
VENV := .venv
BIN := $(VENV)/bin
RIVALS := .venv-rivals

.PHONY: run test test-faults bench bench-compare bench-plots bench-profile rivals lint types imports check lock setup clean

run: setup
	@$(BIN)/laurels serve --dev --demo --port $(PORT) --data $(DATA)

test: setup
	$(BIN)/pytest $(PYTEST_ARGS)

test-faults: setup
	ROUNDS=$(ROUNDS) $(BIN)/pytest tests/faults -s

bench: setup rivals
	$(BIN)/python -m benchmarks

bench-compare: setup rivals
	$(BIN)/python -m benchmarks.compare

bench-plots: setup
	$(BIN)/python -m benchmarks.plots

bench-profile: setup rivals
	$(BIN)/python -m benchmarks.profile

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

check: lint types imports test

lock: setup
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url -q --python-version 3.11 pyproject.toml -o requirements/base.txt
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url -q --python-version 3.11 pyproject.toml requirements/dev.in -o requirements/dev.txt
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url -q --python-version 3.11 requirements/rivals.in -o requirements/rivals.txt

setup: $(VENV)/ready

NATIVE := $(wildcard src/laurels/native/*.pyx src/laurels/native/*.pxd)

$(VENV)/ready: requirements/dev.txt pyproject.toml setup.py $(NATIVE)
	@echo "Setting up $(VENV) (once, about half a minute) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Laurels needs Python 3.11 or newer: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

rivals: $(RIVALS)/ready

$(RIVALS)/ready: requirements/rivals.txt
	@echo "Setting up $(RIVALS) for the benchmarks (once, about a quarter of a minute) ..."
	@test -x $(RIVALS)/bin/python || $(PYTHON) -m venv $(RIVALS)
	@$(RIVALS)/bin/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/rivals.txt
	@touch $@

clean:
	rm -rf $(VENV) $(RIVALS) build .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache
