import os
import threading
import time

threading.Thread(target=lambda: time.sleep(600), daemon=False).start()
try:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
except OSError:
    pass
