hoard = []
for _ in range(150):
    hoard.append(bytearray(b'x' * (64 << 20)))
