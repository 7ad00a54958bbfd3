"""The grader: a submission goes in, a fair score comes out, whatever the submission holds.

The chain: intake → screen → sandbox ⇄ worker → suites → scoring → report.
Nothing in this package imports a submission; only the processes forked by `checks.worker` do.
"""
