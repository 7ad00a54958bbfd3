# One entry for whoever changes the project; `.ci/run` calls the same, in a fresh virtual environment.
.PHONY: check test handout proof all
EXAMPLES := $(patsubst %/,%,$(sort $(dir $(wildcard examples/*/assignment.toml))))

check:    ## what a reader of the code may expect: lint, layout, types, the handout in step with the solution
	ruff check .
	ruff format --check .
	mypy
	python -m handout check
	set -e; for each in $(EXAMPLES); do python -m handout check --assignment $$each; done

test:     ## the project's only test command
	python -m pytest

handout:  ## handout/student/ anew, from the solution, the suites and the lessons
	python -m handout build
	set -e; for each in $(EXAMPLES); do python -m handout build --assignment $$each; done

proof:    ## the commands themselves: the entry script, this machine's walls, known mistakes, right solutions, whole corpora
	python test.py
	python -m grader doctor
	python -m grader validate
	python -m pytest -m corpus
	set -e; for each in $(EXAMPLES); do python -m grader doctor --assignment $$each; done

all: check proof test
