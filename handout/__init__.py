"""The handout: what students receive, generated from the solution, the suites and the lessons.

`exercises.toml` is the one list of what is stubbed, `public.toml` of what leaves the house; titles, points and
visibility stand in `grader/assignment/rubric.toml`.
"""
