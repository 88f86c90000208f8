# Two commands for a newcomer: `make ask` and `make test`. Both set up what they need in .venv; a second run is quick.
# Another question: `make ask Q="..."`. Another Python, in a .venv of its own: `make test PYTHON=python3.13`.

PYTHON ?= python3
VENV ?= .venv$(if $(filter-out python3,$(PYTHON)),-$(notdir $(PYTHON)))
Q ?= OpenAI launches a product on AWS in 2027
PYTEST_FLAGS ?= -n auto

BIN := $(VENV)/bin
SOURCES = $(shell find contract_model -name '*.py')

# durable_rules 2.0.28 calls a C function that Python 3.13 no longer has; the one that it has behaves the same.
export CPPFLAGS := -DPyEval_CallObject=PyObject_CallObject $(CPPFLAGS)

.PHONY: ask test test-spark check check-engine bench mutate clean

ask: $(VENV)/compiled
	@$(BIN)/contract ask "$(Q)"

test: check
	$(BIN)/python -m pytest $(PYTEST_FLAGS)

# The same rows from a cluster: Spark in local mode, where there is Java.
test-spark: $(VENV)/with-spark $(VENV)/compiled
	$(BIN)/python -m pytest -n 0 -m spark tests/engines/test_spark.py

check: $(VENV)/with-tests $(VENV)/compiled
	$(BIN)/ruff check .
	$(BIN)/mypy

# A short look at whether the engine works on this Python.
check-engine: $(VENV)/with-tests $(VENV)/compiled
	$(BIN)/python -c 'import durable_rules_engine, contract_model'
	$(BIN)/contract doctor
	HYPOTHESIS_PROFILE=quick $(BIN)/python -m pytest $(PYTEST_FLAGS) $(wildcard tests/engines tests/meaning)

# Whether the cases notice every slip in the agreement as it is in force, and in the lease.
mutate: $(VENV)/compiled
	$(BIN)/contract mutate fixtures/cases/microsoft-openai --threshold 100
	$(BIN)/contract mutate fixtures/cases/flat-lease*.cases.yaml --threshold 100

# Every benchmark, one after the other, with the engines that decisions are held against.
bench: $(VENV)/with-peers $(VENV)/compiled
	@for each in benchmarks/*.py; do echo "== $$each"; $(BIN)/python "$$each" || exit; done

clean:
	rm -rf .venv .venv-* build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/ready: setup.cfg pyproject.toml .ci/prerequisites
	@.ci/prerequisites "$(PYTHON)"
	@echo "setting up $(VENV) (once, about a minute)"
	@rm -rf $(VENV) && "$(PYTHON)" -m venv $(VENV)
	@$(call install,.)
	@touch $@

$(VENV)/with-tests: $(VENV)/ready
	@echo "adding what the tests need to $(VENV)"
	@$(call install,.[dev])
	@touch $@

$(VENV)/with-peers: $(VENV)/with-tests
	@echo "adding what the benchmarks need to $(VENV)"
	@$(call install,.[bench])
	@touch $@

$(VENV)/with-spark: $(VENV)/with-tests
	@echo "adding Spark to $(VENV)"
	@$(call install,.[spark])
	@touch $@

# Python may be told to write no bytecode; without it every start would compile the whole package anew.
$(VENV)/compiled: $(VENV)/ready $(SOURCES)
	@$(BIN)/python -m compileall -q contract_model
	@touch $@

# pip may hold an engine that was built earlier without the flag above: then it is built again.
define install
$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '$(1)' && \
{ $(BIN)/python -c 'import durable_rules_engine' 2>/dev/null || \
  $(BIN)/python -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps --no-cache-dir durable_rules==2.0.28; }
endef
