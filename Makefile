# One entry for whoever changes the project; `.ci/run` calls the same, in a fresh virtual environment.
.PHONY: check test handout proof all

check:    ## what a reader of the code may expect: lint, layout, types, the handout in step with the solution
	ruff check .
	ruff format --check .
	mypy
	python -m handout check

test:     ## the project's only test command
	python -m pytest

handout:  ## handout/student/ anew, from the solution, the suites and the lessons
	python -m handout build

proof:    ## the commands themselves: the entry script, this machine's walls, known mistakes and right solutions
	python test.py
	python -m grader doctor
	python -m grader validate

all: check proof test
