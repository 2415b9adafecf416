# Everything happens in .venv, made on first use from requirements.txt and constraints.txt.
#   PYTHON=python3.12        the Python to make it with (default: the first suitable one found)
#   LAB_ARGS="--no-browser"  more arguments for JupyterLab
#   TESTS=tests/test_x.py    what to test        PYTEST_ARGS="-k word"  more arguments for pytest
#   LESSONS="00 03"          which lessons to rebuild, or --all (default: those that changed)
#   EXERCISES="01 03"        which exercises to release, or to try with mistakes (default: all)
#   BANK=yes                 mistakes in the other right answers, those of tests/answers
#   SUBMISSIONS=export.zip   what to grade, a zip file or a folder
#   AGAIN="Ada Lovelace"     whom to grade again, whatever has changed
#   UNLOCKED=yes             grade where students' code cannot be locked in

TESTS =
WORKERS = 2
PYTEST = -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)
# The tests of aeutils alone: neither of the course nor of what stands around it.
PACKAGE_TESTS = $(filter-out $(COURSE_TESTS:%=tests/test_%.py),$(wildcard tests/test_*.py))
COURSE_TESTS = lessons exercises mutants classroom classroom_attacks classroom_exports classroom_hub \
  classroom_pages classroom_results guide chinese colab first_minute killed benchmarks install site

.PHONY: help lab playground test test-long test-lowest coverage mutants lessons release grade site \
  bench bench-full bench-tables lint format clean FORCE

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

lab: .venv/lab.stamp  ## open JupyterLab on lesson 00
	@set -- notebooks/00_*.ipynb; \
	JUPYTER_CONFIG_PATH="$(CURDIR)/.jupyter$${JUPYTER_CONFIG_PATH:+:$$JUPYTER_CONFIG_PATH}" \
	exec .venv/bin/python -m jupyterlab --LabApp.default_url="/lab/tree/$$1" $(LAB_ARGS)

playground: .venv/lab.stamp  ## write playground.html: an autoencoder beside PCA, trained in the browser
	@.venv/bin/python -c "from aeutils import playground; playground().save('playground.html')"
	@echo "Open playground.html in a browser; it needs nothing else, and can be sent on."

test: .venv/test.stamp  ## run the whole test suite, every lesson included
	@.venv/bin/python -m pytest $(PYTEST) $(TESTS)

test-long: .venv/test.stamp  ## run the tests marked "long" as well
	@.venv/bin/python -m pytest $(PYTEST) -m "long or not long" $(TESTS)

test-lowest: .venv-lowest/stamp  ## test the package with the lowest versions it declares
	@.venv-lowest/bin/python -m pytest $(PYTEST) $(or $(TESTS),$(PACKAGE_TESTS))

coverage: .venv/test.stamp  ## show which branches of the package no test takes
	@.venv/bin/python -m pytest $(PYTEST) --cov --cov-report=term $(or $(TESTS),$(PACKAGE_TESTS))

mutants: .venv/test.stamp  ## put one mistake after the other into the exercises' solutions: does a check notice?
	@.venv/bin/python tests/mutants.py --workers $(WORKERS) $(if $(BANK),--bank) $(EXERCISES)

lessons: .venv/test.stamp  ## rebuild the notebooks whose source or package changed
	@.venv/bin/python notebooks/source/build.py $(LESSONS)

release: .venv/classroom.stamp  ## build the exercises' student versions
	@.venv/bin/python classroom/release.py $(EXERCISES)

grade: .venv/classroom.stamp  ## grade a class: make grade SUBMISSIONS=export.zip
	@test -n "$(SUBMISSIONS)" || { echo "Name what to grade: make grade SUBMISSIONS=path/to/export.zip" >&2; exit 1; }
	@.venv/bin/python classroom/grade.py "$(SUBMISSIONS)" --again="$(AGAIN)" $(if $(UNLOCKED),--unlocked)

site: .venv/site.stamp  ## build the website, into build/site, from the notebooks as they are
	@.venv/bin/python site/build.py
	@echo "-> build/site/index.html"

bench: .venv/bench.stamp  ## compare speed with Keras, scikit-learn and PyOD, error with PCA (about half an hour)
	@for name in fit arithmetic growth latency explorer playground anomaly generation panel text report; do \
	  .venv/bin/python benchmarks/$$name.py || exit 1; done

bench-full: bench  ## and denoising, and MNIST with the table of 2006 (two hours)
	@for name in science2006 time_to_three denoising generation_mnist larger_than_memory report; do \
	  .venv/bin/python benchmarks/$$name.py || exit 1; done

bench-tables: .venv/bench.stamp  ## error beside PCA's on several hundred tables (hours; goes on where it was stopped)
	@for name in tables report; do .venv/bin/python benchmarks/$$name.py || exit 1; done

# One line for each linter, and every one of them runs whatever the others say, until Ctrl-C.
lint: .venv/test.stamp  ## check the code's style and layout, and which way imports point
	@status=0; trap 'exit 130' INT; \
	.venv/bin/python -m ruff check . || status=1; \
	.venv/bin/python -m ruff format --check --output-format concise . || status=1; \
	.venv/bin/python .venv/bin/lint-imports --no-logo --no-cache || status=1; \
	.venv/bin/oxlint --deny-warnings aeutils || status=1; \
	.venv/bin/python -m numpydoc lint $$(git ls-files 'aeutils/*.py') || status=1; \
	exit $$status

format: .venv/test.stamp  ## lay out the code and mend its style, as far as ruff can
	@.venv/bin/python -m ruff check --fix-only .
	@.venv/bin/python -m ruff format .

clean:  ## remove both environments, caches and build leftovers
	@rm -rf .venv .venv-lowest build dist *.egg-info .pytest_cache .ruff_cache
	@find . -name __pycache__ -prune -exec rm -rf {} +
	@find . -name .ipynb_checkpoints -prune -exec rm -rf {} +

# ---- the environment -------------------------------------------------------------------------

export SUITABLE = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
WORKS = .venv/bin/python -c "$$SUITABLE" && .venv/bin/python -m pip --version
HERE = import importlib.util as u, os, sys; \
  sys.exit(not os.path.samefile(u.find_spec("aeutils").submodule_search_locations[0], "aeutils"))

# A folder that was moved or copied, or a Python that is gone: install again, stamp or no stamp.
ifneq ($(shell .venv/bin/python -I -c '$(HERE)' 2>/dev/null && echo yes),yes)
.venv/lab.stamp: FORCE
endif

# Runs a command once no other make installs anything here; the lock goes with whoever held it.
define ALONE
import contextlib, fcntl, os, sys
lock = os.open("Makefile", os.O_RDONLY)
os.set_inheritable(lock, True)
with contextlib.suppress(OSError):  # not every network's disk has locks
    fcntl.flock(lock, fcntl.LOCK_EX)
os.execvp(sys.argv[1], sys.argv[1:])
endef
export ALONE
INSTALL = .venv/bin/python -c "$$ALONE" .venv/bin/python -m pip install --disable-pip-version-check

# A name on the PATH may be a shim that does not run, so each candidate is run and asked.
# A .venv without a working Python and pip is half made: it is made anew.
.venv/lab.stamp: requirements.txt constraints.txt pyproject.toml
	@if ! { $(WORKS); } >/dev/null 2>&1; then \
	  if [ -n "$$PYTHON" ]; then set -- "$$PYTHON"; \
	  else set -- python3 python3.13 python3.12 python3.11 python; fi; \
	  found=; bare=; \
	  for name do \
	    "$$name" -c "$$SUITABLE" >/dev/null 2>&1 || continue; \
	    "$$name" -c 'import venv, ensurepip' >/dev/null 2>&1 && found=$$name && break; \
	    bare=$${bare:-$$name}; \
	  done; \
	  if [ -z "$$found$$bare" ]; then \
	    echo "$${PYTHON:+$$PYTHON is not a Python that will do: }this course needs Python 3.11, 3.12 or" \
	      "3.13, so install one (https://www.python.org/downloads/) and run make again, or name" \
	      "one: make lab PYTHON=/path/to/python3.12." >&2; exit 1; \
	  fi; \
	  if [ -z "$$found" ]; then \
	    echo "$$bare has no venv module, so install it (on Debian or Ubuntu:" \
	      "sudo apt install $$("$$bare" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])'))" \
	      "and run make again." >&2; exit 1; \
	  fi; \
	  "$$found" -c "$$ALONE" sh -c '{ $(WORKS); } >/dev/null 2>&1 || { \
	    echo "Making .venv with $$("$$0" --version). The first time takes a few minutes."; \
	    "$$0" -m venv --clear .venv; }' "$$found" || exit 1; \
	fi
	@$(INSTALL) -r requirements.txt -c constraints.txt
	@touch $@

.venv/test.stamp: .venv/lab.stamp
	@$(INSTALL) -q -e '.[dev]' -c constraints.txt
	@touch $@

.venv/classroom.stamp: .venv/lab.stamp
	@$(INSTALL) -q -e '.[classroom]' -c constraints.txt
	@touch $@

.venv/site.stamp: .venv/lab.stamp
	@$(INSTALL) -q -e '.[site]' -c constraints.txt
	@touch $@

.venv/bench.stamp: .venv/lab.stamp
	@$(INSTALL) -q -e '.[bench]' -c constraints.txt
	@touch $@

# The lowest versions of what the package declares; what it is tested with has its usual pins.
TEST_TOOLS = pytest pytest-xdist hypothesis playwright axe-playwright-python jupyterlab nbconvert \
  ipykernel build
.venv-lowest/stamp: .venv/test.stamp
	@.venv/bin/python -m uv venv -q --clear --python 3.11 .venv-lowest
	@for tool in $(TEST_TOOLS); do grep "^$$tool==" constraints.txt || exit 1; done \
	  > .venv-lowest/tools.txt
	@.venv/bin/python -m uv pip install -q --python .venv-lowest --resolution lowest-direct \
	  -e '.[jupyter,tables,tensorflow]' -r .venv-lowest/tools.txt
	@touch $@
