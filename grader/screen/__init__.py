"""The screen: a submission's source text → what breaks the one rule there, and what hides from a reader.

    intake → **screen** → sandbox ⇄ worker → suites → scoring → report

It says what it knows, and no more. A *violation* is written out beyond doubt, in a place that runs; it costs what the
rubric says. A *remark* costs nothing: a name that a reader cannot follow, an import that a solution does not need,
something forbidden where nothing runs. The worker's walls read no names and see what does run, so that the screen
need not be tight; it must be true. The words of the rule are data (`grader/assignment/rule.toml`), none is in here.
It needs the standard library alone, so that students run the same files before they hand in.

    reading    bytes → syntax trees, as much as may be read
    walk       one pass over a tree: scopes, and the places worth a look (source)
    meaning    what a name stands for, through aliases, re-exports and star imports
    tensors    what is a tensor without a doubt
    reach      which stretches of code run
    judge      a place → what is to be said of it (names, asking, hiding)
"""

from .finding import Finding
from .run import screen

__all__ = ["Finding", "screen"]
