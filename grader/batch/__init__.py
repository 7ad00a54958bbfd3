"""A whole class: entries → tasks → a executor of warm processes (here or on a cluster) → RESULTS.

`entries` lists what was handed in, `task` grades one entry and is the same function everywhere, `executor` holds the
processes, `results` keeps the results on disk, `run` sends out and takes in, `publish` makes what people read.
"""
