"""The same networks in `torch.nn` and autograd: the oracle of the grader, the peer of every comparison.

`case` says which network, `twin` builds it, `oracle` answers what it does, `closeness` says how far two answers are
apart; these four import torch alone. `compare` and `bench` put `framework` beside it, `diagram` draws its classes.
"""
