# Leverpoint's commands; `make` lists them. All share one virtual environment, made on first use from a plain python3
# (3.11, 3.12 or 3.13; choose with PYTHON=python3.12) and a C compiler, and brought up to date when it must be.

VENV ?= .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
READY := $(VENV)/.ready
BENCH_READY := $(VENV)/.bench-ready
WHEEL_VENV := .wheel-venv
# A test file to a process at a time: what a file's tests share is made once. One process more than there are cores,
# since some tests wait for servers.
PARALLEL := --numprocesses $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1) --dist loadfile
# Not run where coverage is measured, which makes them several times slower: tests that put very many questions, and those
# of servers, which are processes that are not watched. Both run everywhere else.
UNWATCHED := $(addprefix --ignore=tests/, api/test_schemathesis.py api/test_swapping.py api/test_hostile_input.py \
	api/test_serving.py api/test_reloading.py engine/matching/test_agreement.py engine/lab/test_batch_cluster.py \
	engine/lab/test_batch_ranking.py engine/lab/test_exact_brute_force.py engine/lab/test_anywhere.py)
# Percent of lines and branches that the tests must run.
COVERAGE_FLOOR := 95

# durable-rules calls a function that Python 3.13 removed; its successor behaves alike on every version we support.
export CPPFLAGS := $(strip $(CPPFLAGS) -DPyEval_CallObject=PyObject_CallObject)
# Whatever the caller's shell has activated, only our own environment counts.
export VIRTUAL_ENV := $(abspath $(VENV))
unexport CONDA_PREFIX PYTHONHOME PYTHONPATH
MAKEFLAGS += --no-print-directory

# An environment that exists is kept, unless PYTHON asks for another interpreter than the one it was made with.
ifeq ($(origin PYTHON),undefined)
PYTHON := python3
else ifneq ($(shell $(PYTHON) -VV 2>&1 || true),$(shell $(BIN)/python -VV 2>&1 || true))
OTHER_PYTHON := other-python
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup serve test check wheel-test bench demo lock clean other-python

help: ## list these commands
	@awk -F': .*## ' '/^[a-z-]+: .*## /{printf "make %-11s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: $(READY) ## make the virtual environment and stop there

serve: $(READY) ## serve the API on LEVERPOINT_HOST:LEVERPOINT_PORT (127.0.0.1:8080)
	$(BIN)/leverpoint serve

demo: $(READY) ## advise the example district
	$(BIN)/leverpoint advise rules/examples/riverside-district.yaml

test: $(READY) ## run the tests
	$(BIN)/pytest $(PARALLEL)

check: $(READY) ## all that a change must pass: style, types, imports, coverage, rules, the wheel
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest $(PARALLEL) --cov --cov-fail-under=$(COVERAGE_FLOOR) tests/engine tests/api $(UNWATCHED)
	$(BIN)/leverpoint check rules/
	$(BIN)/leverpoint test rules/scenarios
	$(MAKE) wheel-test

wheel-test: $(READY) ## build the wheel and run the tests on it, away from the checkout's packages
	rm -rf $(WHEEL_VENV)
	$(BIN)/python -m build --wheel --no-isolation --outdir $(WHEEL_VENV)/dist
	$(UV) venv --quiet --allow-existing --python $(BIN)/python $(WHEEL_VENV)
	$(UV) pip install --quiet --python $(WHEEL_VENV) --require-hashes --requirement requirements.lock
	$(UV) pip install --quiet --python $(WHEEL_VENV) --no-deps $(WHEEL_VENV)/dist/*.whl
	mkdir $(WHEEL_VENV)/checkout
	cp -R $(filter-out engine api,$(wildcard * .ci)) $(WHEEL_VENV)/checkout
	cd $(WHEEL_VENV)/checkout && ../bin/pytest $(PARALLEL)

bench: $(BENCH_READY) ## measure Leverpoint against its peers
	$(BIN)/python -m bench

# One lock for all platforms and Python versions, with hashes and without the name of any index. UPGRADE=--upgrade
# takes the newest releases that pyproject.toml allows; without it, only what no longer fits is changed.
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links $(UPGRADE)

lock: $(READY) ## write requirements.lock and requirements-bench.lock anew from pyproject.toml
	$(COMPILE) pyproject.toml --all-extras --group dev --output-file requirements.lock
	$(COMPILE) --group bench --constraints requirements.lock --output-file requirements-bench.lock

clean: ## remove the virtual environments and all that the tools have left
	rm -rf .venv .venv-* $(WHEEL_VENV) build dist .coverage .coverage.* .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache .schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# First of all, what the machine lacks, in plain words. Then uv, then what is locked, then Leverpoint itself, editable.
$(READY): pyproject.toml requirements.lock .ci/toolchain.py $(OTHER_PYTHON)
	@$(PYTHON) .ci/toolchain.py
	$(PYTHON) -m venv $(if $(OTHER_PYTHON),--clear) $(VENV)
	awk '/^[^ ]/ { wanted = /^uv==/ } wanted' requirements.lock > $(VENV)/uv.lock
	$(BIN)/python -m pip install --quiet --require-hashes --requirement $(VENV)/uv.lock
	$(UV) pip sync --quiet --require-hashes requirements.lock
	$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(BENCH_READY): $(READY) requirements-bench.lock
	$(UV) pip install --quiet --require-hashes --requirement requirements-bench.lock
	@touch $@
