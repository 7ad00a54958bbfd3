"""The grader as Gradescope and GitHub Classroom want it: what they run, and what they are told.

`build` makes what an instructor uploads, of the `files` that it takes. There, `gradescope_run` and `classroom` grade;
`gradescope` and `classroom` put a record into a platform's words, `shares` its points, `student_text` says what of it
students read, `earlier` keeps a score where the grader failed. On both platforms students see what `feedback.html`
shows.
"""
