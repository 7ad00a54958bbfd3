"""An assignment: what is graded here, and nothing of how."""
