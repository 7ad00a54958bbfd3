import torch
from torch import Tensor
from ..core.base import Module
from ..core.faults import KindFault, ShapeFault, guard


class Loss(Module):
    def __call__(self, prediction, target):
        return self.forward(prediction, target)
    def _ok(self, p, t):
        who = type(self).__name__
        for x in (p, t):
            guard(who, KindFault)(isinstance(x, Tensor), "tensors", type(x).__name__)
            guard(who, ShapeFault)(x.numel(), "a batch that is not empty", tuple(x.shape))
        guard(who, ShapeFault)(not (t.is_floating_point() and t.isnan().any()), "no NaN in the target", "NaN")
        return who
    def to_string(self): return type(self).__name__


class MSELoss(Loss):
    def forward(self, prediction, target):
        guard(self._ok(prediction, target), ShapeFault)(prediction.shape == target.shape, tuple(prediction.shape), tuple(target.shape))
        return (prediction - target).square().mean()
    def backward(self, prediction, target):
        guard(self._ok(prediction, target), ShapeFault)(prediction.shape == target.shape, tuple(prediction.shape), tuple(target.shape))
        return (prediction - target).div(prediction.numel() / 2)


class CrossEntropyLoss(Loss):
    def _rows(self, z, t):
        who = self._ok(z, t)
        match (z.shape, t.shape, t.dtype):
            case ((n, c), (m,), torch.int64) if n == m:
                guard(who, ShapeFault)(bool(((0 <= t) & (t < c)).all()), f"classes in 0..{c - 1}", t.tolist())
                return torch.eye(c, dtype=z.dtype)[t]
            case ((n, c), (m, d), _) if (n, c) == (m, d):
                return t.to(z.dtype)
        raise ShapeFault(who, "(N, C) with (N,) int64 or (N, C)", f"{tuple(z.shape)} with {tuple(t.shape)} {t.dtype}")
    def forward(self, prediction, target):
        q = self._rows(prediction, target)
        losses = [torch.logsumexp(z, 0) * row.sum() - z @ row for z, row in zip(prediction, q)]
        return torch.stack(losses).mean()
    def backward(self, prediction, target):
        q = self._rows(prediction, target)
        return (prediction.softmax(-1) * q.sum(-1, keepdim=True) - q) / q.shape[0]
