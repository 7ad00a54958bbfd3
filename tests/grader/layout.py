"""What a submission of this assignment looks like."""

from grader.records import Layout

LAYOUT = Layout("framework", "test.py")
