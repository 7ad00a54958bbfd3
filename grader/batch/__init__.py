"""A whole class: entries → orders → a crew of warm processes (here or on a cluster) → RESULTS.

`entries` lists what was handed in, `order` grades one entry and is the same function everywhere, `crew` holds the
processes, `desk` keeps the results on disk, `run` sends out and takes in, `publish` makes what people read.
"""
