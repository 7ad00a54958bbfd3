import torch.nn  # an experiment that nothing imports
