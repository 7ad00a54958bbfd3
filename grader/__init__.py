"""The grader: a submission goes in, a fair score comes out, whatever the submission holds.

    intake → screen → sandbox ⇄ worker → testing → policy → scoring → report

The walk of one submission, a room a stage; `grade.py` reads as that sentence:

    intake      what was handed in → a Submission: its sources, as bytes
    screen      sources → places where the rule is broken, and remarks
    gaps        files that cannot be imported or are not there → what was handed out, and what is said of it
    sandbox     our end of the wall: starts, asks, watches and ends workers
    worker      their end, where alone a submission is imported; it knows no suite and no expected value
    student     the face of a worker that suites talk to, or of a package imported here
    testing     runs suites, and holds the words that they compare with
    policy      what broke the rule while it ran
    scoring     outcomes → points
    report      points → what people and machines read
    platforms   whose files are whose in what a course exports; what it imports of the points

What is graded: `assignment`, the one room that knows a class, a file or an exercise by name.
Who calls the walk: `batch` (a class), `pack` (platforms), `checkup` (the grader itself, examined), `__main__`.
Who walks beside it, and gives no points: `similar` (which submissions share more than the task explains).

Who imports whom. Everybody may import `errors`, `records` and `settings`; beside these:

    worker, scoring, intake, screen     nobody (`python -m grader.screen` asks for intake, where there is one)
    student                             worker.protocol, worker.objects
    sandbox                             student, worker.protocol, worker.wire, worker.tensors, worker.ndarrays
    testing                             scoring
    gaps                                screen, result
    policy                              testing, scoring, screen, worker.protocol
    assignment                          testing, policy
    grade                               intake, screen, gaps, sandbox, student, testing, policy, scoring, result
    report                              scoring, result, files
    platforms                           intake, files
    similar                             intake, report, batch.entries, platforms, files
    pack                                grade, report, scoring, policy, intake, screen, sandbox, result, files
    batch                               grade, report, scoring, policy, intake, sandbox, result, files, platforms
    checkup                             everything but __main__ and pack
    __main__                            everything

`tests/grader/test_rooms.py` reads this table and holds the tree against it. No one here imports `framework`, `handout`
or a submission; `testing`, `assignment`, `pack` and `checkup` ask `reference` for expected values.
"""

VERSION = "0.2.0"  # raised when a right or a wrong solution may get another score; CHANGELOG.md has a heading for each
