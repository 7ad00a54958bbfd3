import torch

RETURNED = {1: 10**5000, 'x': float('inf'), None: -(2**70), True: 'y'}
