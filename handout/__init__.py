"""The handout: what students receive, generated from the solution, the suites and the lessons.

`exercises.toml` is the one list of what is stubbed; titles, points and visibility stand in `grader/rubric.toml`.
"""
