"""A whole class: entries → tasks → processes, here or on a cluster → RESULTS.

`entries` lists what was handed in, `task` grades one entry and is the same function everywhere, `processes` and
`cluster` hold those who call it, `results` keeps what came of it on disk, `run` sends out and takes in, `progress`
shows how far it is, `publish` makes what people read, with `roster` and `late`. `teams` gives each member what the
team handed in; `adjustments` are read, and `settle` lays them over what the grader gave.
"""
