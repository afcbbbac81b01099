# make run    sets everything up, diagnoses the example export once, and opens the platform on a demo dealer group
# make test   sets up and passes the tests      make check  the quick loop
# make prove  the slow proofs (Spark, long runs) make bench  the figures of docs/benchmarks.md

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ASSETS := $(VENV)/.assets
BROWSER := $(VENV)/.browser
REPORT := liuke-report/report.html

.PHONY: run test check prove bench lock setup clean

run: setup $(REPORT)
	@echo "$(CURDIR)/$(REPORT)"
	@LIUKE_HOME="$${LIUKE_HOME:-$(CURDIR)/.demo}" $(BIN)/liuke up --demo --open

$(REPORT): $(wildcard examples/export/*) | $(ASSETS)
	@$(BIN)/liuke diagnose examples/export/* --out $(dir $(REPORT)) --yes
	@touch $@

setup: $(ASSETS)

$(READY): requirements/dev.lock
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --require-hashes -r requirements/dev.lock
	@touch $@

SOURCES := $(shell find src/liuke/insight/reports/assets src/liuke/web -type f -not -path '*/built/*' -not -name '*.pyc') \
	$(wildcard src/liuke/locale/*/LC_MESSAGES/*.po)

$(ASSETS): $(READY) pyproject.toml hatch_build.py package.json package-lock.json $(SOURCES)
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(BROWSER): scripts/browser.sh
	@sh scripts/browser.sh
	@mkdir -p $(VENV) && touch $@

check: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python scripts/budgets.py
	@$(BIN)/pytest -n 2 --dist loadfile -m "not slow and not browser and not whole"

test: setup $(BROWSER)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python scripts/budgets.py
	@$(BIN)/pytest -n 2 --dist loadfile -m "not slow"

prove: setup $(BROWSER)
	@$(BIN)/pip install --quiet --require-hashes -r requirements/spark.lock
	@$(BIN)/pytest -m "slow" --durations=20

bench: setup
	@$(BIN)/python -m bench

COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	--no-annotate --python-version 3.11 --python-platform linux

lock:
	@$(BIN)/pip install --quiet uv
	@$(COMPILE) --group dev --extra server pyproject.toml -o requirements/dev.lock
	@$(COMPILE) --group dev --extra server --extra spark pyproject.toml -o requirements/spark.lock

clean:
	rm -rf $(VENV) node_modules liuke-report build dist
