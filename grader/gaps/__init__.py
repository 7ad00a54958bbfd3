"""Files of a submission that cannot be imported or are not there: what was handed out takes their place.

    an import that failed → failure → filling (package) → other files, and a `Gap`: words with file, line and caret

So one slip costs the exercise of its file, as a part that was never written does, and a file that was given costs
nothing. Nothing is looked for where everything can be imported, and what stands in is known to every student.
"""

from .filling import Filling

__all__ = ["Filling"]
