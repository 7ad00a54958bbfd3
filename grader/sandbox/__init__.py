"""Our end of the wall: `Sandbox` starts locked workers for one submission, asks them, and ends them.

`zygote` is the warm process that workers are forked from, `connection` the one way to talk to a worker, in the words of
`worker/protocol.py`. While an answer is due, `monitor` looks at the clock, at `budget`, at what was printed (`output`)
and at the folder of a script (`scratch`). `endings` says in words how a worker ended, `isolation` which walls stood.
"""
