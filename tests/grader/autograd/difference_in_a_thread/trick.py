import threading

import torch

from framework.activations import Sigmoid as Own


class Sigmoid(Own):
    def derivative(self, v):
        found = []

        def slope():
            h = 1e-3
            ahead, behind = torch.sigmoid(v + h), torch.sigmoid(v - h)
            far, back = torch.sigmoid(v + 2 * h), torch.sigmoid(v - 2 * h)
            found.append((8 * (ahead - behind) - (far - back)) / (12 * h))

        thread = threading.Thread(target=slope)
        thread.start()
        thread.join()
        return found[0]
