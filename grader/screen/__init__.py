"""The screen: a submission's source text → the places that break the no-autograd rule.

    intake → **screen** → sandbox ⇄ worker → suites → scoring → report

Derivatives are written by hand: that is the one rule of the assignment. The screen reads the syntax tree of exactly
the bytes that will run, against lists of what a solution may name (`allowed.toml`), and says for each finding what to
write instead (`advice.toml`). It runs nothing and imports nothing of what it reads, and needs the standard library
alone, so students run the same files before they hand in. What it cannot see is written down in docs/no-autograd.md.

    scopes      one file: its nodes, and where each name is bound
    meaning     all files: what a name can stand for, through aliases and re-exports (callers: what a parameter can be)
    submission  what the rules may ask (uses: how methods are called)
    rules       the rules themselves
"""

from .finding import Finding
from .run import screen

__all__ = ["Finding", "screen"]
