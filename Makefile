# make run    everything in raw/ into warehouse/tfextract.duckdb (the first time makes .venv)
# make serve  the page, the schedule and the worker of one host, until Ctrl-C (PORT=4200 CRON="0 3 * * *")
# make demo   the reports of the brochure into demo/; opens nothing
# make test   the whole test suite
# make lint   style, types, import contracts, spelling, TOML and SQL files
# make coverage   the test suite, and which lines it reaches (told, not gated)
# make test-browser   the review application in the distribution's Chromium; skipped, in so many words, where none is
# make test-long   whole flows and nights, a fuzz, killed runs, a soak and real PDFs: some fifteen minutes

PYTHON ?= python3
UV ?= uv
RAW ?= raw
WAREHOUSE ?= warehouse/tfextract.duckdb
GOLD ?= ../shared/gold
CORPUS ?= ../shared/corpus
PDFS ?= $(CORPUS)
SEED ?= ../shared/seed
FUZZED ?= raw ../shared/corpus ../shared/corpus2 ../shared/cases
MEASURED_ONLY ?= ../shared/gold2/test

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check -qq --no-input

# What a user's shell sets for other projects must not reach the programs here.
unexport PYTHONPATH PYTHONHOME PYTHONWARNINGS PYTHONDEVMODE PYTHONINSPECT PYTHONASYNCIODEBUG PYTHONSTARTUP VIRTUAL_ENV
unexport PIP_REQUIRE_VIRTUALENV PIP_TARGET PIP_PREFIX PIP_USER PIP_CONSTRAINT PIP_REQUIREMENT PIP_QUIET PIP_VERBOSE

.PHONY: run serve demo test coverage test-browser test-long fuzz kills soak mutations lint lock bench bench-gate accuracy rules-report format clean
.DELETE_ON_ERROR:

# Status 3 (a file was newly skipped, and the screen says why) is no failure of make, which would report 2 for it.
run: $(READY)
	@$(BIN)/python -m flows.run $(RAW) --warehouse $(WAREHOUSE) || [ $$? -eq 3 ]

serve: $(READY)
	@exec $(BIN)/python -m flows.serve $(if $(PORT),--port $(PORT)) $(if $(CRON),--cron "$(CRON)") $(if $(TIMEZONE),--timezone $(TIMEZONE))

# A warehouse of its own: what you read and decided is not touched.
demo: DEMO = demo
demo: $(READY)
	@$(BIN)/tfextract ingest raw/china-trust-fund-phase-2.pdf --warehouse $(DEMO)/demo.duckdb
	@$(BIN)/tfextract report --all --came-in --warehouse $(DEMO)/demo.duckdb --out $(DEMO)
	@$(BIN)/tfextract review export $(DEMO)/review.xlsx --warehouse $(DEMO)/demo.duckdb

test: $(READY)
	@$(BIN)/python -m pytest -n 2

# Reader processes are not measured: they run without what would write it down.
coverage: $(READY)
	@$(BIN)/python -m pytest -n 2 --cov --cov-report=term --cov-report=html:.coverage-html

test-browser: $(READY)
	@$(BIN)/python -m pytest tests/browser

test-long: $(READY)
	@$(BIN)/python -m pytest -n 2 tests/long

# Mutated PDFs through a real ingest; a stopped one goes on, with the same SEED and the same folders.
fuzz: COUNT = 20000
fuzz: SEED = 1
fuzz: WORKERS = 2
fuzz: $(READY)
	@$(BIN)/python -m bench.fuzz $(FUZZED) --count $(COUNT) --seed $(SEED) --workers $(WORKERS) --measured-only $(MEASURED_ONLY)

# Runs killed at N drawn moments: publishes alone, whole ingests with their readers, and commands over a bucket.
kills: N = 100
kills: $(READY)
	@$(BIN)/python -m bench.kills $(N)

# Scheduled runs of a Prefect server while files arrive; EVERY so many seconds.
soak: MINUTES = 30
soak: EVERY = 20
soak: $(READY)
	@$(BIN)/python -m bench.soak --minutes $(MINUTES) --every $(EVERY)

# Small faults planted in CODE, one at a time: the share that the tests notice. Some half a minute each.
mutations: CODE = src/tfextract/extract
mutations: COUNT = 60
mutations: SEED = 1
mutations: $(READY)
	@$(BIN)/python -m bench.mutations $(CODE) --count $(COUNT) --seed $(SEED)

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/codespell
	@$(BIN)/python -m bench.data_files

format: $(READY)
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

# Each rule's effect on the annotated pages; with BASE=REF the facts gained and lost against that commit,
# with ELSEWHERE=1 also where rules without effect match in all the PDFs.
rules-report: $(READY)
	@$(BIN)/python -m bench.rules_report --gold $(GOLD) --pdfs $(CORPUS) --pdfs $(SEED) $(if $(BASE),--base $(BASE)) $(if $(ELSEWHERE),--elsewhere)

accuracy: $(READY)
	@$(BIN)/python -m bench.accuracy --gold $(GOLD) --corpus $(CORPUS) --seed $(SEED)

# Processor time beside other readers of PDFs, each in fresh processes; kept with machine, versions and a
# plot of pages a second by the pages of a document (SIZES=10,100,1000,10000) in bench/results.
bench: ROUNDS = 1
bench: GENERATED = 0
bench: SIZES = 10,100,1000
bench: $(READY)
	@$(BIN)/python -m bench.speed $(PDFS) --generated $(GENERATED) --rounds $(ROUNDS) --sizes "$(SIZES)" --keep

# What CI asks: on generated pages, which need no network and no corpus, at most MOST times what pdfplumber takes for the
# text alone. Start-up and models are most of it there; the margin is for a busy machine.
bench-gate: MOST = 5.0
bench-gate: $(READY)
	@$(BIN)/python -m bench.speed --generated 100 --rounds 2 --only pdfplumber --most $(MOST)

# The only target that needs uv.
lock:
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  --extra dev pyproject.toml -o requirements.lock
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  --extra s3 --extra dask --extra image --constraint requirements.lock pyproject.toml -o requirements-image.lock

clean:
	rm -rf $(VENV)

# The stamp is written last: a run that was stopped half way starts again from nothing.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed, and '$(PYTHON)' is $$($(PYTHON) --version 2>&1 | head -1)."; \
	  echo "Name another one: make run PYTHON=/path/to/python3.11"; exit 1; } >&2
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "'$(PYTHON)' lacks the modules venv and ensurepip."; \
	  echo "On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; } >&2
	@rm -rf $(VENV)
	@echo "Making the environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@echo "Installing the locked packages (some minutes, once) ..."
	@# The lock file names all there is to install: asked to resolve it again, pip takes the newest SQLAlchemy in between.
	@$(PIP) install --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@
	@echo "The environment is ready."
