# Two commands are all a newcomer needs: `make serve` and `make demo`. `make help` lists the others.
# PYTHON=python3.13 chooses the interpreter of a new .venv (3.11 to 3.14).

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help demo serve test lint bench install install-test lock clean

BIN := .venv/bin
# A stamp is written last, so an install that broke off is done again.
INSTALLED := .venv/.installed-run
INSTALLED_TEST := .venv/.installed-test
PINS := pyproject.toml scripts/install.sh requirements/run.lock requirements/demo.lock
# numba does not see a change in what a compiled function imports, so any change here compiles all of them anew.
# The stamp lists what the warm-up compiled; a test compares it with the source.
WARMED := .venv/.warmed
KERNELS := $(wildcard routing/*.py) \
	$(shell grep -rlE '^(from|import) (numba|routing.solvers.kernels)' --include='*.py' api benchmarks data maps routing)

help:  ## List these commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1	\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 24

demo: $(INSTALLED) $(WARMED)  ## A simulated firm in a real town: delays, better plans, what they change (installs first)
	$(BIN)/termintreu demo

serve: $(INSTALLED) $(WARMED)  ## The service in a browser, with the demo's firm to try it on (installs first)
	$(BIN)/termintreu serve --demo --folder var/demo

# One process a core, a file of tests to each; they share the cores, so none may spread over them by itself.
test: export OPENBLAS_NUM_THREADS := 1
test: $(INSTALLED_TEST) $(WARMED)  ## Run the whole test suite on all cores (installs first)
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder --max-worker-restart 0

lint: $(INSTALLED_TEST)  ## Check style, formatting, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

# Road networks and instances to measure with; any folder of extracts and of Solomon, Homberger or VRPLIB files does.
TOWNS ?= ../shared/towns
INSTANCES ?= $(addprefix ../shared/vrptw/,solomon/C101.txt solomon/R101.txt solomon/RC104.txt solomon/RC201.txt \
	homberger_200/r1_2_3.txt homberger_200/rc2_2_4.txt homberger_1000/C2_10_3.vrp)
RESULTS := benchmarks/results

# Other solvers come with what the tests need.
bench: $(INSTALLED_TEST) $(WARMED)  ## Measure everything anew (about two and a half hours on two cores; results are committed)
	for town in $(TOWNS)/*.osm.*; do $(BIN)/termintreu bench roads "$$town" --stops 2000; done
	$(BIN)/termintreu bench roads-growth $(TOWNS)/porto.osm.pbf
	$(BIN)/termintreu bench roads-oracle $(TOWNS)/*.osm.*
	$(BIN)/termintreu bench days $(TOWNS)/kaiserslautern.osm.gz
	$(BIN)/termintreu bench ways $(TOWNS)/kaiserslautern.osm.gz $(TOWNS)/liechtenstein.osm.pbf
	$(BIN)/termintreu bench efforts $(TOWNS)/kaiserslautern.osm.gz
	$(BIN)/termintreu bench replay $(TOWNS)/kaiserslautern.osm.gz
	$(BIN)/termintreu bench service-load $(TOWNS)/kaiserslautern.osm.gz
	$(BIN)/termintreu bench service-faults --kills 50 --seed 1
	$(BIN)/termintreu bench solver $(INSTANCES) --time-limit 20 --out $(RESULTS)/solver-vrptw.json
	$(BIN)/termintreu bench solvers --short --towns $(TOWNS)
	$(BIN)/termintreu bench ablation --towns $(TOWNS)
	$(BIN)/termintreu bench scale $(TOWNS)/porto.osm.pbf

install: $(INSTALLED) $(WARMED)  ## Install the program into .venv

install-test: $(INSTALLED_TEST) $(WARMED)  ## Install the program and what its tests need into .venv

$(INSTALLED): $(PINS)
	@bash scripts/install.sh run

$(INSTALLED_TEST): $(PINS) requirements/test.lock
	@bash scripts/install.sh test

$(WARMED): $(KERNELS)
	@echo "-- compiling the kernels"
	@$(BIN)/python -m api.warm > $@

# Pinned versions are kept while they fit; add UPGRADE=--upgrade for new ones. Needs uv.
UV ?= uv
COMPILE = $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	--custom-compile-command "make lock" $(UPGRADE)

lock:  ## Pin all dependencies anew after a change in pyproject.toml (needs uv)
	$(COMPILE) pyproject.toml --group dev --group build -o requirements/test.lock
	$(COMPILE) pyproject.toml --group build -c requirements/test.lock -o requirements/run.lock
	$(COMPILE) --no-deps --group demo -o requirements/demo.lock

clean:  ## Remove what was installed, compiled and drawn; your own files in var/ stay
	rm -rf .venv demo build ./*.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find api benchmarks data maps routing tests -name __pycache__ -prune -exec rm -rf {} +
