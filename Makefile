# Two commands matter: `make demo` and `make test`. Needs Python >= 3.11, make and git.

PORT ?= 8000
WORKERS ?= $(shell getconf _NPROCESSORS_ONLN)
PYTHON ?= python3
UV_VERSION := 0.13.9

BIN := .venv/bin
READY := .venv/ready
UV := var/uv-$(UV_VERSION)/bin/uv
COMPILED := $(patsubst %.po,%.mo,$(wildcard stafet/translations/*/LC_MESSAGES/*.po))

.PHONY: demo test test-long mutation lint bench screenshots setup machine

demo: setup
	exec $(BIN)/stafet demo --port $(PORT) $(if $(RESET),--reset)

test: setup machine
	$(BIN)/pytest -n $(WORKERS) -m "not long" --cov --cov-report=term

test-long: setup machine
	$(BIN)/pytest -n $(WORKERS) -m long
	$(MAKE) mutation

# each small change to the decision, the vault and the witness must be noticed by a test
mutation: setup
	UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never $(UV) sync --frozen --quiet --group mutation
	$(BIN)/python tools/mutate --children $(WORKERS)
	$(BIN)/python tools/mutants

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python -m stafet.cli.translations check
	$(BIN)/python tools/law-table check

bench: setup machine
	UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never $(UV) sync --frozen --quiet --group bench
	$(BIN)/python -m benchmarks

screenshots: setup machine
	$(BIN)/python -m tests.journeys.screenshots

setup: $(READY) $(COMPILED)

# Chromium and PostgreSQL, for the tests only
machine:
	@tools/ensure-system-parts postgresql chromium

$(READY): pyproject.toml uv.lock package-lock.json hatch_build.py | $(UV)
	UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never $(UV) sync --frozen --quiet --compile-bytecode
	@touch $@

$(UV):
	@PYTHON=$(PYTHON) tools/ensure-system-parts python3-venv
	$(PYTHON) -m venv --clear var/uv-$(UV_VERSION)
	var/uv-$(UV_VERSION)/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

%.mo: %.po $(READY)
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
