# The two commands: `make run` and `make test`. Both set everything up by themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check chaos rolling rush rehearse bench engines engines-stop docs format lock clean

run: $(VENV)/.runtime
	@exec $(BIN)/python main.py run

test: $(VENV)/.dev
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Kills the bot again and again under load and checks that nothing is lost: docs/reliability.md.
# ENGINE=postgresql starts a server of its own, and kills that, too; so does postgresql,kafka with a
# broker. Several PROCESSES on it are frozen and cut off besides.
KILLS ?= 100
SEED ?= 1
ENGINE ?= sqlite
PROCESSES ?= 1
chaos: $(VENV)/.dev
	$(BIN)/python -m tests.chaos $(KILLS) $(SEED) --engine $(ENGINE) --processes $(PROCESSES) \
		$(if $(ORDERS),--orders $(ORDERS)) $(if $(WRITE),--write)

# Replaces every process while people order, ROUNDS times: docs/reliability.md.
ROUNDS ?= 2
rolling: $(VENV)/.dev
	$(BIN)/python -m tests.rolling $(ROUNDS) $(SEED) $(if $(WRITE),--write)

# Many customers at one small kitchen at once: docs/reliability.md. PROVIDER_DOWN=120 lets the
# payment provider fail for so many seconds in the middle; WRITE=1 keeps the figures.
CUSTOMERS ?= 200
rush: $(VENV)/.dev
	$(BIN)/python -m tests.rush $(CUSTOMERS) $(SEED) \
		$(if $(PROVIDER_DOWN),--provider-down $(PROVIDER_DOWN)) $(if $(WRITE),--write)

# Plays the seed's operations with real processes behind a proxy: docs/operations.md. About six
# minutes; WRITE=1 keeps the figures.
rehearse: $(VENV)/.dev
	$(BIN)/python -m tests.rehearsal $(SEED) $(if $(WRITE),--write)

# Measures: all parts (about fifteen minutes), or `make bench ONLY=edge`; JSON=FILE and WRITE=1 keep the
# figures. The framework that ours is compared with has an environment of its own.
bench: $(VENV)/.runtime .venv-bench/.ready
	$(BIN)/python -m tests.bench $(if $(ONLY),--only $(ONLY)) $(if $(JSON),--json $(JSON)) $(if $(WRITE),--write)

.venv-bench/.ready: tests/bench/requirements.txt
	$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# A private PostgreSQL and a private Kafka broker on loopback, for the tests and for trying:
# `eval "$$(make engines)"; make test`. PG_HOME, PG_PORT, KAFKA_HOME and KAFKA_PORT say where. The
# broker needs Java and Maven; a machine without them goes on with PostgreSQL alone.
POSTGRESQL := deploy/engines/postgresql.sh
KAFKA := deploy/engines/kafka.sh
engines:
	@$(POSTGRESQL) start
	@echo "export TEST_POSTGRESQL_URL=$$($(POSTGRESQL) url)"
	@echo "# A bot on it: DATABASE_URL=$$($(POSTGRESQL) url) in .env, beside its BOT_TOKEN"
	@if $(KAFKA) start; then \
		echo "export TEST_KAFKA_BOOTSTRAP_SERVERS=$$($(KAFKA) url)"; \
		echo "# Its events on Kafka: KAFKA_BOOTSTRAP_SERVERS=$$($(KAFKA) url), too"; \
	elif [ $$? -eq 3 ]; then echo "# No Kafka broker: Java or Maven is not installed"; \
	else exit 1; fi

engines-stop:
	@$(POSTGRESQL) stop
	@$(KAFKA) stop

# Writes what is generated from the code: docs/flows, docs/events, and the list of stored names.
docs: $(VENV)/.dev
	$(BIN)/python -m tests.architecture.flows
	$(BIN)/python -m tests.architecture.stored_names
	$(BIN)/python -m tests.architecture.openapi
	$(BIN)/python -m tests.architecture.asyncapi

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Locks every dependency with its hashes, for every platform and Python 3.11 or later.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header --upgrade pyproject.toml
lock: $(VENV)/.dev
	$(BIN)/pip install --quiet uv
	$(LOCK) --output-file requirements.txt
	$(LOCK) --extra dev --constraint requirements.txt --output-file requirements-dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Azer Delivery needs Python 3.11 or later; try: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/pip
	@echo "Setting up (once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/bin/pip
	@echo "Setting up (once) …"
	@# Half of what is installed is never imported, and need not be compiled.
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.runtime
