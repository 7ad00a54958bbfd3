import os

for fd in range(3, 256):
    try:
        os.write(fd, b'\x00\x00\x00\x05hello' * 10)
    except OSError:
        pass
