# `make run` is the whole tour: environment, package, one told run with its figure, a thousand runs.
PYTHON ?= python3
PYTEST_ARGS ?= -n auto
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INPUTS := pyproject.toml constraints.txt
SCENARIO := ukraine-2025
# the first run under the seed of the scenario that ends in talks and no end of the war, as most in which the sides meet,
# with the first talks at Türkiye's and something signed that Ukraine keeps
RUN := 21

.DEFAULT_GOAL := help
.PHONY: help run test slow lint format docs site bench results gallery clean distclean

help:  ## say what can be made
	@grep -hE '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.core  ## set up, tell one run of the origin scenario with its figure, then 1,000 runs
	$(BIN)/diplomacy-abm run $(SCENARIO) --run $(RUN) --out results/first-run
	$(BIN)/diplomacy-abm plot results/first-run
	$(BIN)/diplomacy-abm ensemble $(SCENARIO) --runs 1000 --keep-steps --out results/first-ensemble
	$(BIN)/diplomacy-abm plot results/first-ensemble
	@echo "The tables and figures are in results/first-run and results/first-ensemble."

test: $(VENV)/.test  ## set up and run the tests, without the slow ones
	$(BIN)/python -m pytest $(PYTEST_ARGS)

slow: $(VENV)/.test  ## run the slow tests
	$(BIN)/python -m pytest -m slow $(PYTEST_ARGS)

lint: $(VENV)/.dev  ## ruff, mypy and the contracts on imports
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev  ## mend what ruff can mend without changing behaviour
	$(BIN)/ruff check --fix .

docs: $(VENV)/.core  ## remake the pages that are generated
	$(BIN)/python -m diplomacy_abm.parameters > docs/parameters.md.new
	mv docs/parameters.md.new docs/parameters.md

site: $(VENV)/.site  ## make the site in build/site, offline, and fail on a warning
	$(BIN)/python -m sphinx -q -W --keep-going -c docs -b html . build/site
	@echo "The site begins at build/site/docs/index.html."

bench: $(VENV)/.core  ## measure how fast the engines are here, in about a minute
	$(BIN)/python -m benchmarks --quick

results: $(VENV)/.limits  ## remake the curated results, one experiment after the other
	@for script in experiments/*/run.py; do \
		if [ ! -e "$$script" ]; then echo "no experiments yet"; exit 0; fi; \
		echo "$$script"; $(BIN)/python "$$script" || exit 1; \
	done

gallery: $(VENV)/.limits  ## remake the gallery under drawn parameters, in about an hour on two processors
	$(BIN)/python -m experiments

clean:  ## remove caches, builds and the first results
	rm -rf build dist .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	rm -rf results/first-run results/first-ensemble
	find diplomacy_abm tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean  ## remove the environment too
	rm -rf $(VENV)

# The stamps are made last, so that a set-up that was cut short is taken up again.
$(VENV)/.core: $(VENV)/.made $(INPUTS)
	@echo "Installing the package and what it needs (about a minute)"
	@$(PIP) install --quiet -c constraints.txt -e .
	@touch $@

$(VENV)/.test: $(VENV)/.made $(INPUTS)
	@echo "Installing the package with what the tests need (about a minute)"
	@$(PIP) install --quiet -c constraints.txt -e ".[test]"
	@touch $@ $(VENV)/.core

$(VENV)/.limits: $(VENV)/.made $(INPUTS)
	@echo "Installing the package with the libraries of studies, limits and learners"
	@$(PIP) install --quiet -c constraints.txt -e ".[events,study,limits,rl]"
	@touch $@ $(VENV)/.core

$(VENV)/.site: $(VENV)/.made $(INPUTS)
	@echo "Installing the package with what the site is made with"
	@$(PIP) install --quiet -c constraints.txt -e ".[events,study,site]"
	@touch $@ $(VENV)/.core

$(VENV)/.dev: $(VENV)/.made $(INPUTS)
	@echo "Installing the package with what developers need"
	@$(PIP) install --quiet -c constraints.txt -e ".[dev]"
	@touch $@ $(VENV)/.core $(VENV)/.test

$(VENV)/.made:
	@$(PYTHON) -c '' 2>/dev/null || { \
		echo "'$(PYTHON)' does not run: install Python 3.11 or later, or name one: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "'$(PYTHON)' is $$($(PYTHON) -V 2>&1), but 3.11 or later is needed; name another: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "'$(PYTHON)' cannot make environments: install its venv module (Debian, Ubuntu: apt-get install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@
