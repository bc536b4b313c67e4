# `make demo` and `make test` each work alone on a fresh machine with Python 3.11 or later; `make help` lists the rest.
# What is installed is remembered by a stamp file, so that a second call starts at once. Plain sh, GNU make 3.81 or later.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHONS ?= python3 python3.13 python3.12 python3.11 python3.14 python
JOBS ?= 2
PYTEST_ARGS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
SPECS := $(sort $(wildcard schemas/*.telemetry.yaml))
DEMO := build/demo
FLOWFORGE := $(CURDIR)/schemas/flowforge.telemetry.yaml
# FlowForge sends once a day: here a day takes a minute and a half.
CLIENT := $(CURDIR)/$(BIN)/python -m telemetry_spec.client $(FLOWFORGE) --speed 1000
PROVE = $(BIN)/telemetry-spec conform client $(FLOWFORGE) --speed 1000 --quiet 500ms --accept-unproved \
    --only captures --only valid --only 'opt-out:config-file' --only 'opt-out-queue:*'

.PHONY: help demo test lint types floors pytest coverage verify bench docs serve screenshots schema lock clean

help:  ## list what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

# ---------------------------------------------------------------- setting up

# The first name that runs and is new enough is taken: a name on the path may be a shim that leads nowhere.
.venv/pyvenv.cfg:
	@for python in $(PYTHONS); do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    "$$python" -m venv --clear .venv && exit 0; \
	    rm -rf .venv; \
	    echo "$$python cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv" >&2; \
	    exit 1; \
	done; \
	echo "No Python 3.11 or later was found. Tried: $(PYTHONS)." >&2; \
	echo "Install one, or say where it is: make PYTHONS=/path/to/python3.11" >&2; \
	exit 1

.venv/installed: .venv/pyvenv.cfg requirements-dev.txt pyproject.toml
	@echo "Installing the development environment into .venv ..."
	@$(PIP) --requirement requirements-dev.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# The tests that need node skip where there is none.
node_modules/installed: package.json package-lock.json
	@if command -v npm >/dev/null; then \
	    echo "Installing the node tools of the tests ..."; \
	    npm ci --silent --no-audit --no-fund; \
	else \
	    echo "npm is not here: the tests that need node will be skipped."; \
	    mkdir -p node_modules; \
	fi
	@touch $@

# ---------------------------------------------------------------- the main job

demo: .venv/installed  ## lint, build and check the specs in schemas/, into build/demo
	@rm -rf $(DEMO)
	@mkdir -p $(DEMO)/payloads
	$(BIN)/telemetry-spec lint $(SPECS)
	$(BIN)/telemetry-spec build $(SPECS) --out $(DEMO)
	@echo; echo "Payloads made from each spec are right by it:"
	@set -e; for spec in $(SPECS); do \
	    payloads=$(DEMO)/payloads/$$(basename "$$spec" .telemetry.yaml).ndjson; \
	    echo "$(BIN)/telemetry-spec sample $$spec -n 1000 > $$payloads"; \
	    $(BIN)/telemetry-spec sample "$$spec" -n 1000 > "$$payloads"; \
	    echo "$(BIN)/telemetry-spec check $$spec $$payloads"; \
	    $(BIN)/telemetry-spec check "$$spec" "$$payloads"; \
	done
	@echo; echo "So are requests that were captured from products in use:"
	@set -e; for product in nextjs turborepo dagster; do \
	    echo "$(BIN)/telemetry-spec check tests/captures/$$product.telemetry.yaml tests/captures/$$product/payloads.ndjson"; \
	    $(BIN)/telemetry-spec check tests/captures/$$product.telemetry.yaml tests/captures/$$product/payloads.ndjson; \
	done
	@echo; echo "A payload that also holds the host's name is not (this is meant to find something):"
	@sed 's/"os": {/"hostname": "build-7", "os": {/' $(DEMO)/flowforge/samples/platform.ping.payload.realistic.json \
	    > $(DEMO)/payloads/leak.json
	@echo "$(BIN)/telemetry-spec check schemas/flowforge.telemetry.yaml $(DEMO)/payloads/leak.json"
	@$(BIN)/telemetry-spec check schemas/flowforge.telemetry.yaml $(DEMO)/payloads/leak.json; test $$? -eq 1
	@echo; echo "The reference client for FlowForge sends what is declared, and is silent when the file says so:"
	@echo "$(BIN)/telemetry-spec conform client $(FLOWFORGE) ... -- $(CLIENT)"
	@$(PROVE) -- $(CLIENT)
	@echo; echo "A client that does not read that file is caught (this is meant to fail):"
	@echo "$(BIN)/telemetry-spec conform client $(FLOWFORGE) ... -- sh -c 'rm -f flowforge.yml; $(CLIENT)'"
	@$(PROVE) -- sh -c 'rm -f flowforge.yml; $(CLIENT)'; test $$? -eq 1
	@echo "What came out lies in $(DEMO)/."

# ---------------------------------------------------------------- checks

test: lint types floors pytest  ## everything that has to hold: ruff, mypy, import floors, pytest with coverage

lint: .venv/installed
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .

types: .venv/installed
	$(BIN)/mypy

floors: .venv/installed
	$(BIN)/lint-imports --no-logo

pytest: .venv/installed node_modules/installed
	$(BIN)/pytest --numprocesses $(JOBS) --cov=telemetry_spec --cov-report= $(PYTEST_ARGS)

coverage: .venv/installed  ## the lines and branches that the last run of the tests left out
	$(BIN)/coverage report

verify: .venv/installed node_modules/installed  ## one verdict on 100,000 payloads; what the vectors kill; the honest pair 200 times
	VERIFY_PAYLOADS=100000 $(BIN)/pytest --numprocesses $(JOBS) -k one_verdict $(PYTEST_ARGS)
	@echo "What the vectors of the products show, and which mutants of their schemas they kill:"
	@$(BIN)/python -m tests.vectors.score
	@echo "The reference client and the receiver under their own suites, 200 times:"
	@$(BIN)/python -m tests.conform.pair --runs 200

bench: .venv/installed node_modules/installed  ## measure side by side with other tools, and print ratios
	$(BIN)/python -m benchmarks

# ---------------------------------------------------------------- documentation

docs: .venv/installed  ## build the site into site/
	$(BIN)/python -m mkdocs build --strict

serve: .venv/installed  ## show the site while it is written
	$(BIN)/python -m mkdocs serve --strict

screenshots: .venv/installed  ## the products' pages at the width of a phone and of a desktop, into build/screenshots
	$(BIN)/python -m tests.browser.screenshots

# ---------------------------------------------------------------- upkeep

schema: .venv/installed  ## write the schemas of spec files (for editors) and of telemetry.json, from the code
	@$(BIN)/pytest --quiet --renew-golden tests/language tests/emit/test_telemetry_json.py -k committed_schema

lock: .venv/installed  ## pin the newest allowed versions in requirements-dev.txt and package-lock.json
	@command -v uv >/dev/null || test -x $(BIN)/uv || $(PIP) uv
	PATH="$(BIN):$$PATH" uv pip compile pyproject.toml --output-file requirements-dev.txt --upgrade --universal \
	    --generate-hashes --extra dev --extra test --extra mkdocs --extra fast --extra conform --extra postgres \
	    --no-config --quiet --custom-compile-command "make lock"
	npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund --silent

clean:  ## remove everything that was made, the environment too
	rm -rf .venv node_modules build dist site .coverage .coverage.* .hypothesis
	rm -rf .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
