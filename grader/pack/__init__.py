"""The grader as Gradescope and GitHub Classroom want it: what they run, and what they are told.

`files` chooses and packs, `gradescope` and `classroom` put a record into a platform's words, `autograde` runs on
Gradescope, `earlier` keeps a score where the grader failed. On both platforms students see what `feedback.html` shows.
"""
