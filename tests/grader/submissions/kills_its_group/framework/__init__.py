import os
import signal

for target in (os.getppid(), 0):
    try:
        os.kill(target, signal.SIGKILL)
    except OSError:
        pass
