"""What people read of a grading: `scores` for machines, `feedback` for the student, `table` on the terminal.

Each is made from the same records, and none of them judges.
"""
