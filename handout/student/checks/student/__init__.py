"""What suites call `student`: reads like the package that was handed in.

`proxy` asks a locked worker for each call; `local` calls a package imported in this process, as students do who run
the public tests on their own machine. Suites cannot tell one from the other.
"""
