"""What a course's platform exports goes in, what it imports comes out, both untouched by hand.

    FOLDER ── exports ← moodle · canvas · gradescope · classroom → handins     whose files are whose
    roster ── rosters ← the same four → a plain table, under the ids of the entries
    RESULTS/platform.json ── kept                                              both, for the way back
    feedback ── command → moodle_feedback · canvas_gradebook · a folder a student

A module a platform says how its files are called and what its tables hold; nothing of a submission is opened here.
What goes back are grades of `grades.csv` and each student's own `feedback.html`, and nothing else.
"""
