# `make run` serves a living demo, `make test` runs every test. CONTRIBUTING.md tells the rest.
PYTHON ?= python3
PORT ?= 8000
DATA ?= ./data
ROUNDS ?= 500
VENV := .venv
BIN := $(VENV)/bin
RIVALS := .venv-rivals

.PHONY: run web web-test web-types browser screenshots test test-faults bench bench-compare bench-plots bench-live bench-scale bench-profile rivals lint types imports check lock setup clean

run: setup
	@$(BIN)/laurels serve --dev --demo --port $(PORT) --data $(DATA)

test: setup browser
	$(BIN)/pytest $(PYTEST_ARGS)
	@$(MAKE) --no-print-directory web-test

# A Chromium for tests/web: Debian's package, where root has apt-get and there is none.
browser: $(VENV)/ready
	@$(BIN)/python -m tools.chromium --install

# The pictures of README and docs, taken anew.
screenshots: setup browser
	@$(BIN)/python -m tools.screenshots

# vitest, ESLint with the directions of imports, and the TypeScript compiler.
web-test: setup
	@$(NPM) run --silent lint
	@$(NPM) run --silent types
	@$(NPM) run --silent test

# The types of what the API answers, from its OpenAPI document; no server is needed.
web-types: setup
	@$(BIN)/python web/tools/openapi_document.py > build/openapi.json
	@$(NPM) run --silent generate -- ../build/openapi.json -o src/shared/api/schema.d.ts

test-faults: setup
	ROUNDS=$(ROUNDS) $(BIN)/pytest tests/faults -s

bench: setup rivals
	$(BIN)/python -m benchmarks

bench-compare: setup rivals
	$(BIN)/python -m benchmarks.compare

bench-plots: setup
	$(BIN)/python -m benchmarks.plots
	$(BIN)/python -m benchmarks.scale.page

bench-live: setup
	$(BIN)/python -m benchmarks.live

bench-scale: setup
	$(BIN)/python -m benchmarks.scale

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
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url -q --python-version 3.11 --extra scale pyproject.toml requirements/dev.in -o requirements/dev.txt
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url -q --python-version 3.11 --extra scale -c requirements/dev.txt pyproject.toml -o requirements/scale.txt
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url -q --python-version 3.11 requirements/rivals.in -o requirements/rivals.txt
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url -q --python-version 3.11 requirements/node.in -o requirements/node.txt

setup: $(VENV)/ready web

NATIVE := $(wildcard src/laurels/native/*.pyx src/laurels/native/*.pxd)

$(VENV)/ready: requirements/dev.txt pyproject.toml setup.py $(NATIVE)
	@echo "Setting up $(VENV) (once, about half a minute) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Laurels needs Python 3.11 or newer: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# The web app, built anew when its sources change.
WEB := src/laurels/web/index.html
NPM := $(BIN)/python web/tools/npm.py
WEB_SOURCES := $(shell find web -name node_modules -prune -o -type f -not -name '*.test.ts*' -print)

web: $(WEB)

$(WEB): $(WEB_SOURCES) | $(VENV)/ready
	@echo "Building the web app (the first time about half a minute) ..."
	@$(NPM) --version >/dev/null 2>&1 || $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/node.txt
	@$(NPM) build
	@touch $@

rivals: $(RIVALS)/ready

$(RIVALS)/ready: requirements/rivals.txt
	@echo "Setting up $(RIVALS) for the benchmarks (once, about a quarter of a minute) ..."
	@test -x $(RIVALS)/bin/python || $(PYTHON) -m venv $(RIVALS)
	@$(RIVALS)/bin/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/rivals.txt
	@touch $@

clean:
	rm -rf $(VENV) $(RIVALS) build web/node_modules src/laurels/web .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache
