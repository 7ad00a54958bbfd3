"""What is graded here, and nothing of how: the one room that a new assignment writes anew.

`assignment.toml` tells the engine what is handed in, `rubric.toml` what earns points, `suites/` hold the tests.
`carry` keeps a mistake in its own exercise with parts from `stand_ins`, `derivatives` asks for each derivative that is
watched, `disks` draws data. `mutants/` measure the tests themselves,
for `python -m grader validate` and `steadiness` alone: known mistakes, right solutions, trainings.
"""
