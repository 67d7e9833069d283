# What people and CI call. Works with GNU make 3.81, which macOS still ships.

.DEFAULT_GOAL := help
.PHONY: help python env up test bench drill screenshots lint translations requirements clean

# The first interpreter that is new enough; one that an environment manager only pretends to have fails the probe.
ifeq ($(origin PYTHON),undefined)
PYTHON := $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' >/dev/null 2>&1 && { echo $$p; break; }; \
	done)
endif
BIN := .venv/bin
# One more than the smallest machine has cores: much of the suite waits for processes and pages.
# What takes longest begins first (tests/conftest.py), so that no single file is waited for at the end.
PYTEST := $(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

# On macOS the queue's workers are forked, and the system's libraries forbid that unless told otherwise.
ifeq ($(shell uname),Darwin)
export OBJC_DISABLE_INITIALIZE_FORK_SAFETY := YES
export no_proxy := *
endif

help:  ## show this
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-22s %s\n", $$1, $$2 }'

python:
	@test -n "$(PYTHON)" || { echo "Ponte needs Python 3.11, 3.12, 3.13 or 3.14, and found none of them." >&2; exit 1; }

env: python  ## make .venv with everything that developing needs
	@$(PYTHON) tools/environment.py dev

up: python  ## start the hub with its demo on this machine
	@$(PYTHON) tools/environment.py demo
	@exec $(BIN)/python manage.py up

test: env  ## run the whole suite, on SQLite and on PostgreSQL
	@echo "== The suite on SQLite, with real browser tests"
	@$(PYTEST)
	@echo "== The suite on PostgreSQL"
	@$(BIN)/python tests/postgres.py $(PYTEST) -m "not browser"

screenshots: env  ## put pictures of every step of the wizard into var/screenshots
	@rm -rf var/screenshots
	@SCREENSHOTS=var/screenshots $(BIN)/python -m pytest -q tests/browser -k "wizard or uploads or collecting"

bench: env  ## measure the hub on this machine (QUICK=1, ROWS=door,drain, ON=sqlite)
	@QUICK=$(QUICK) ROWS=$(ROWS) ON=$(ON) $(BIN)/python -m tests.bench

drill: env  ## kill everything while documents come, and count what got lost (ROUNDS=10, ON=sqlite, SEED=7)
	@failed=0; for on in $(or $(ON),sqlite postgresql); do \
		echo "== The drill on $$on"; \
		option=; [ $$on = sqlite ] || option=--postgresql; \
		DJANGO_SETTINGS_MODULE=config.drill $(BIN)/python manage.py drill --rounds $(or $(ROUNDS),1) \
			$(if $(SEED),--seed $(SEED)) $$option || failed=1; \
	done; exit $$failed

lint: env  ## check style, types, imports, migrations, settings, translations, pins
	@$(BIN)/python tools/lint.py

translations: env  ## bring locale/ up to date with the code and compile it
	@$(BIN)/python tools/translations.py update
	@$(BIN)/python tools/translations.py compile

requirements: env  ## pin the newest releases within the ranges of pyproject.toml (needs uv)
	@$(BIN)/python tools/pins.py

clean:  ## delete the environment and all caches, but no data
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
