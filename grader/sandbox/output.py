"""One output of a worker: its beginning and its end, as much as is kept of them, and how much came in all."""

import os


class Stream:
    """One output of a worker: its beginning and its end, as much as is kept of them, and how much came in all."""

    def __init__(self, fd: int, keep: int) -> None:
        self.fd, self.keep, self.total = fd, keep, 0
        self._first, self._last = b"", b""
        os.set_blocking(fd, False)

    def drain(self) -> bool:
        """Read what there is, at most a pipe's worth; False when there is nothing now."""
        try:
            data = os.read(self.fd, 1 << 16)
        except BlockingIOError:
            return False
        self.take(data, len(data))
        return bool(data)

    def take(self, data: bytes, came: int) -> None:
        """Keep what fits of `data`, the latest in any case; `came` bytes came in all."""
        self.total += came
        room = self.keep // 2 - len(self._first)
        self._first += data[:room]
        self._last = (self._last + data[room:])[-(self.keep // 2) :]

    def kept(self) -> bytes:
        """What is left of it."""
        return self._first + self._last

    def text(self) -> str:
        """What was kept, and a word about what was not, in its place."""
        dropped = self.total - len(self.kept())
        seam = f"\n[{dropped} more bytes were printed] … ".encode() if dropped else b""
        return (self._first + seam + self._last).decode("utf-8", "replace")
