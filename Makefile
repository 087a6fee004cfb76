# Two commands: `make run` serves the page, `make test` runs every check. Each makes the environment when it is missing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: run test quick random coverage mutants browser format constraints clean
run: $(VENV)/installed
	$(BIN)/python app.py $(ARGS)

test: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest

# The tests that take a moment each, without models, browser and benchmarks: under a minute.
quick: $(VENV)/installed-dev
	$(BIN)/python -m pytest -m "not slow and not browser and not data"

# In an order of their own, again and again: `make random RUNS=20`.
RUNS ?= 1
random: $(VENV)/installed-dev
	for run in $$(seq $(RUNS)); do $(BIN)/python -m pytest --override-ini="addopts=-q --strict-markers --timeout=300" || exit 1; done

coverage: $(VENV)/installed-dev
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

# Deliberate faults in chosen modules; each must fail a test nearby. Hours, in a copy; not among the checks.
mutants: $(VENV)/installed-dev
	rm -rf build/mutants && git clone --quiet . build/mutants && ln -s $(CURDIR)/$(VENV) build/mutants/$(VENV)
	cd build/mutants && PATH=$(CURDIR)/$(BIN):$$PATH && cosmic-ray init mutants.toml session.sqlite && \
		cosmic-ray exec mutants.toml session.sqlite && cr-report session.sqlite | tail -n 4

browser: $(VENV)/installed-dev
	$(BIN)/playwright install chromium

format: $(VENV)/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.txt | $(VENV)/bin/python
	$(PIP) -r requirements.txt
	$(PIP) --no-deps --editable .
	touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	$(PIP) -r requirements-dev.txt
	touch $@

# Everything below what is pinned, for Linux, macOS and Windows and every Python that is promised.
constraints:
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate requirements-dev.txt -o constraints.txt

clean:
	rm -rf $(VENV)
