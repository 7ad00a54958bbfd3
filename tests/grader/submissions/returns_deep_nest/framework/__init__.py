RETURNED = []
for _ in range(35):
    RETURNED = [RETURNED]
