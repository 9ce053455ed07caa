# Every target sets up what it needs from Python 3.11 or newer, make and git (tools/setup.sh).
# Settings: PYTHON=/path/to/python, ARGS="…" for run and test, pip's own PIP_… for the index.

.DEFAULT_GOAL := help
SHELL := /bin/sh
export PYTHON
PY := .venv/bin/python
BUNDLE := dist/reviewer/reviewer

.PHONY: help demo run test check lint types layers forms bench faults faults-full screenshots \
	platforms bundle smoke clean setup

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup:
	@tools/setup.sh
	@$(PY) -m tools.generate

demo: setup ## Play a school review from an empty laptop to the hub's receipt (about a minute)
	@$(PY) -m tools.demo $(ARGS)

run: setup ## Open the program (ARGS="--profile practice")
	@$(PY) -m reviewer_app $(ARGS)

test: setup ## Run the tests (ARGS="tests/unit -k fold")
	@tools/setup.sh test
	$(PY) -m pytest -n 2 --dist loadfile $(ARGS)

check: lint types layers forms ## Everything that is checked without running the program
	@$(PY) -m tools.compile_forms --check

lint: setup ## Style: ruff
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: setup ## Types: mypy --strict
	$(PY) -m mypy

layers: setup ## Who may import whom: import-linter
	.venv/bin/lint-imports

forms: setup ## Compile forms/*.ui to classes
	@$(PY) -m tools.compile_forms

bench: setup ## Measure what people wait for, and write docs/benchmarks.md
	@$(PY) -m pip install -q --require-hashes -r bench/requirements.lock
	$(PY) bench/run.py $(ARGS)

faults: setup ## Break things on purpose: the short round (10 minutes at most)
	@tools/setup.sh faults
	$(PY) -m pytest -m faults -o faulthandler_timeout=0 $(wildcard tests/faults tests/e2e) $(ARGS)

faults-full: setup ## The same with the full numbers (hours)
	@tools/setup.sh faults
	REVIEWER_FAULTS=full $(PY) -m pytest -m faults -o faulthandler_timeout=0 --timeout=0 $(wildcard tests/faults tests/e2e) $(ARGS)

screenshots: setup ## Draw docs/screenshots from sample data
	$(PY) -m tools.screenshots $(ARGS)

platforms: setup ## Show that the lock resolves to wheels on each system; into docs/verification.md
	$(PY) -m tools.platforms

bundle: setup ## Build dist/reviewer, which runs without Python, and start it once
	@tools/setup.sh bundle
	$(PY) -m PyInstaller --noconfirm --clean --log-level WARN build.spec
	@$(MAKE) --no-print-directory smoke

smoke: # starts the bundle from / with an empty home and nothing in the environment
	@home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && cd / && \
		env -i HOME="$$home" PATH=/usr/bin:/bin LANG=C.UTF-8 \
		"$(CURDIR)/$(BUNDLE)" --smoke

clean: ## Remove what was built (the .venv stays)
	rm -rf dist build demo tests/failures .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache
	rm -f reviewer_app/ui/_forms/ui_*.py resources/icons/reviewer/.made-from
	rm -rf resources/icons/reviewer/scalable resources/fonts
	find reviewer_app tests tools -name __pycache__ -prune -exec rm -rf {} +
