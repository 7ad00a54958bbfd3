"""The grader, examined: does it stand on this machine, is it right, and what does it cost?

`doctor` tries the walls by what is `forbidden`; `validate/` grades known mistakes and right solutions, and computes
how steady a right one stands; `bench_command` measures the walls (`wall_cost`, `phases`), the check for approximations
(`watch_cost`) and a whole class (`class_pace`), each against `plain_pytest` or without the part in question.
"""
