import sys

sys.setrecursionlimit(10**8)


class Endless:
    def __repr__(self):
        return repr(self)


repr(Endless())
