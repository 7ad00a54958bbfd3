"""Validate: the grader, graded. Known mistakes must be caught, known right solutions must not lose a point.

corpus.py    the solution's text + one edit  →  a submission with one known mistake
grading.py   submissions  →  what grading each of them gave, in several processes
verdicts.py  what it gave  →  killed or survived, points lost elsewhere, mistakes named by a hint
report.py    verdicts  →  a table, JSON, the page docs/validate.md
"""
