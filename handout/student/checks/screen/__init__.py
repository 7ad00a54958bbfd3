"""The screen: a submission's source text → what breaks the one rule there, and what hides from a reader.

    intake → **screen** → sandbox ⇄ worker → suites → scoring → report

It says what it knows, and no more. A *violation* is written out beyond doubt, in a place that runs; it costs what the
rubric says. A *remark* costs nothing: a name that a reader cannot follow, an import that a solution does not need,
something forbidden where nothing runs. The worker's walls read no names and see what does run, so that the screen
need not be tight; it must be true. The words of the rule are data (`bases/`, and an assignment's `rule.toml` on top
of it), none is in the code, and the standard library is enough for it, so that students run the same files before they
hand in.

    reading → walk (source) → meaning → names · asking (tensors) · hiding → draft (reach) → finding
"""

from .finding import Finding
from .run import screen

__all__ = ["Finding", "screen"]
