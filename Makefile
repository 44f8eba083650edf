# Two commands matter: `make lab` opens the course, `make test` checks all of it.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ONLY   ?=
SEEDS  ?= 3
LAB    ?=
ROUNDS ?= 50
SIZE   ?=

# Tests run in parallel, one thread each; notebooks run as they are stored: no sliders, no bars.
export OPENBLAS_NUM_THREADS ?= 1
QUIET  := TQDM_DISABLE=1 COURSE_STATIC=1

help:  ## print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-16s %s\n", $$1, $$2}'

lab: $(VENV)/.installed  ## open the course in JupyterLab   [LAB="--ip=0.0.0.0 --no-browser"]
	env -u OPENBLAS_NUM_THREADS $(BIN)/python -m jupyterlab --ServerApp.root_dir="$(CURDIR)" \
	    --LabApp.default_url=/lab/tree/notebooks/index.ipynb $(if $(filter 0,$(shell id -u)),--allow-root) $(LAB)

test: unit nbval  ## every unit test, then every notebook

unit: $(VENV)/.test-tools  ## the unit tests alone
	$(BIN)/python -m pytest -n 2 tests --ignore tests/site

nbval: $(VENV)/.test-tools  ## every notebook, its outputs compared with the stored ones
	$(QUIET) PYTHONPATH="$(CURDIR)/tests/no_network" $(BIN)/python -m pytest -p tools.run_times -W ignore -n 2 --dist loadfile \
	    --nbval --nbval-sanitize-with tests/nbval_sanitize.cfg --nbval-cell-timeout 600 -q notebooks

twice: $(VENV)/.test-tools  ## run every cell of the lessons twice in a row   [ONLY=day1/07]
	ONLY="$(ONLY)" $(BIN)/python -m pytest -n 2 -q tests/notebooks_twice.py

notebooks: $(VENV)/.test-tools  ## run notebooks again and store their outputs   [ONLY=day2/06]
	$(BIN)/python -m tools.run_notebooks "$(ONLY)"

exercises: $(VENV)/.test-tools  ## how well the checker judges right and wrong answers   [ONLY=day1/07]
	$(BIN)/python -m tools.exercise_figures "$(ONLY)"

full: $(VENV)/.test-tools  ## run lessons at full size into build/full   [ONLY=day1/08]
	$(BIN)/python -m tools.run_notebooks --full "$(ONLY)"

seeds: $(VENV)/.test-tools  ## do the claims hold for other random numbers?   [ONLY=day1/02] [SEEDS=3]
	$(BIN)/python -m tools.other_seeds "$(ONLY)" --seeds "$(SEEDS)"

bench: $(VENV)/.test-tools  ## time common against PyTorch and keep the tables for the site   [ONLY=lstm] [ROUNDS=50]
	$(QUIET) $(BIN)/python -m benchmarks.run --save --rounds "$(ROUNDS)" $(ONLY)

bench-scaling: $(VENV)/.test-tools  ## time and memory as batch, length, width, image size and vocabulary grow
	$(QUIET) $(BIN)/python -m benchmarks.run --save scaling

bench-trainings: $(VENV)/.test-tools  ## epochs of LeNet, GRUs with attention and a Transformer, beside PyTorch's
	$(QUIET) $(BIN)/python -m benchmarks.run --save trainings

bench-lessons: $(VENV)/.test-tools  ## seconds and memory of every lesson   [ONLY=day1/07] [SIZE=--full]
	$(BIN)/python -m benchmarks.lesson_times $(SIZE) "$(ONLY)"

lint: $(VENV)/.test-tools  ## check the style of code and notebooks
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .

format: $(VENV)/.test-tools  ## put code and notebooks into the course's style
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

site: $(VENV)/.site-tools  ## build the web site into build/site
	$(BIN)/python -m tools.site

serve:  ## look at the web site on this machine
	$(BIN)/python -m tools.site --serve

test-site: site  ## the site's pages and three lessons in JupyterLab, in a real browser (needs Chromium)
	$(BIN)/python -m pytest tests/site

repository: $(VENV)/.test-tools  ## write the repository's address into badges and set-up cells   URL=https://github.com/…
	$(BIN)/python -m tools.repository "$(URL)"

clean:  ## remove what was built (build, caches)
	rm -rf build .pytest_cache .ruff_cache .hypothesis
	find . -path ./$(VENV) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean  ## remove what was installed as well (.venv)
	rm -rf $(VENV) *.egg-info

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed, found " + sys.version)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt pyproject.toml | $(VENV)/bin/pip
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -r requirements.txt
	@touch $@

# PyTorch is what the tests compare with; where its CPU build is not to be had they are skipped.
$(VENV)/.test-tools: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --group test --group lint --group edit
	@$(BIN)/python -m pip install --quiet --group torch 2>$@.log || { \
	    grep -qE "No matching distribution|Could not find a version" $@.log || cat $@.log; \
	    echo "PyTorch's CPU build is not to be had here: the tests that compare with it are skipped."; }
	@rm -f $@.log
	@touch $@

$(VENV)/.site-tools: $(VENV)/.test-tools
	$(BIN)/python -m pip install --quiet --group site
	@touch $@

.PHONY: help lab test unit nbval twice notebooks full seeds bench bench-scaling bench-trainings bench-lessons lint format site serve test-site repository clean distclean
