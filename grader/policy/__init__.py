"""The one rule, while submissions run: derivatives are written by hand.

`approximation` finds derivatives that were approximated, `violations` turns whatever broke the rule, seen by the screen
or by a worker, into what `scorecard` charges for.
"""
