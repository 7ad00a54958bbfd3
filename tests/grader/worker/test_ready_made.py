"""Layers, losses and optimizers are out of order in a child, where operations on tensors give what they give here."""

import pytest
import torch

from grader.worker import exits, kernels, ready_made, walls
from grader.worker.protocol import READY_MADE

X = torch.linspace(-2, 2, 12, dtype=torch.float64).reshape(4, 3)
CALLED = {
    "linear": lambda: torch.nn.functional.linear(X, X),
    "bilinear": lambda: torch.bilinear(X, X, X.reshape(4, 3, 1).expand(4, 3, 3), None),
    "convolution": lambda: torch.conv1d(X[None], X[None]),
    "normalization": lambda: torch.batch_norm(X, None, None, None, None, True, 0.1, 1e-5, False),
    "embedding": lambda: torch.embedding(X, torch.zeros(2, dtype=torch.int64)),
    "dropout": lambda: torch.dropout(X, 0.5, True),
    "pooling": lambda: torch.max_pool1d(X[None], 2),
    "attention": lambda: torch._C._nn.scaled_dot_product_attention(X[None], X[None], X[None]),
    "hinge": lambda: torch.hinge_embedding_loss(X, X),
    "cross-entropy of two": lambda: torch.binary_cross_entropy_with_logits(X, X),
    "divergence": lambda: torch.kl_div(X, X),
    "gelu": lambda: torch._C._nn.gelu(X),
    "softplus": lambda: torch._C._nn.softplus(X),
    "leaky": lambda: torch._C._nn.leaky_relu(X),
    "similarity": lambda: torch.cosine_similarity(X, X),
    "distance": lambda: torch.pairwise_distance(X, X),
}
STAYING = {
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softmax": lambda x: torch.softmax(x, 1),
    "log_softmax": lambda x: torch.log_softmax(x, 1),
    "celu": torch.celu,
    "selu": torch.selu,
    "mm": lambda x: x @ x.T,
    "addmm": lambda x: torch.addmm(x, x, torch.eye(3).double()),
    "norm": lambda x: torch.linalg.vector_norm(x, dim=1),
    "cdist": lambda x: torch.cdist(x, x),
    "in place": lambda x: x.clone().mul_(2).add_(1).relu_(),
    "mean": lambda x: x.mean(0) - x.var(0),
    "one_hot": lambda x: torch.nn.functional.one_hot(x.argmax(1)),
}


def test_who_calls_one_leaves_and_operations_on_tensors_stay_as_they_are():
    def disabled():
        exits.places.clear()
        assert ready_made.disable() == ""
        for name, operation in STAYING.items():
            assert torch.equal(operation(X), wanted[name]), name
        assert exits.alive(CALLED, READY_MADE) == ""
        assert len(exits.places[READY_MADE]) == 1  # what seccomp is told

    wanted = {name: operation(X) for name, operation in STAYING.items()}
    for call in CALLED.values():
        call()  # it works here: its arguments fit
    assert walls.attempt(disabled) == ""


@pytest.mark.parametrize(
    "operation",
    """aten::linear aten::linear.out aten::mkldnn_linear aten::bilinear aten::conv2d aten::conv2d.padding
    aten::convolution_overrideable aten::native_batch_norm aten::_native_batch_norm_legit.no_stats aten::layer_norm
    aten::native_group_norm aten::instance_norm aten::rms_norm aten::_weight_norm aten::embedding_bag aten::dropout_
    aten::alpha_dropout aten::adaptive_avg_pool2d aten::max_pool1d aten::lstm.input aten::gru_cell aten::rnn_tanh.data
    aten::_thnn_fused_lstm_cell aten::_scaled_dot_product_attention_math aten::_native_multi_head_attention
    aten::_transformer_encoder_layer_fwd aten::mse_loss.out aten::nll_loss_forward aten::cross_entropy_loss
    aten::binary_cross_entropy aten::ctc_loss.Tensor aten::kl_div aten::upsample_nearest1d aten::grid_sampler_2d
    aten::affine_grid_generator aten::im2col aten::col2im aten::_fused_adam_ aten::_fused_sgd_.tensor_lr
    aten::_addmm_activation aten::_add_relu.Tensor aten::rrelu aten::leaky_relu_ aten::relu6 aten::gelu aten::silu
    aten::mish aten::glu aten::softplus aten::log_sigmoid aten::hardtanh aten::hardsigmoid aten::hardswish
    aten::softshrink aten::cosine_similarity aten::pairwise_distance quantized::add mkldnn::_linear_pointwise
    _quantized::linear sparse::qlinear quantized::relu6 onednn::qconv2d_pointwise""".split(),  # noqa: SIM905 (words)
)
def test_a_layer_a_loss_and_an_optimizer_are_ready_made(operation):
    assert ready_made.ready_made(operation)


@pytest.mark.parametrize(
    "operation",
    """aten::relu aten::relu_ aten::sigmoid.out aten::tanh aten::softmax.int aten::_softmax aten::log_softmax.int
    aten::elu aten::celu aten::selu aten::mm aten::addmm.out aten::matmul aten::bmm aten::add.Tensor aten::mul_.Tensor
    aten::linear_combination aten::_convert_indices_from_coo_to_csr aten::linalg_vector_norm aten::norm.Scalar aten::sum
    aten::var_mean.dim aten::cdist aten::dist aten::one_hot aten::glu_jvp aten::mse_loss_backward
    aten::native_layer_norm_backward.out aten::convolution_backward mkldnn::linear_backward prims::mul
    mine::linear""".split(),  # noqa: SIM905 (words)
)
def test_an_operation_on_tensors_and_what_is_the_engines_are_not(operation):
    assert not ready_made.ready_made(operation)


def test_no_public_method_of_a_tensor_is_ready_made():
    names = {name.partition(".")[0] for name in kernels.names() if ready_made.ready_made(name)}
    methods = {name for name in dir(torch.Tensor) if not name.startswith("_")}
    assert {name for name in methods if f"aten::{name}" in names} == set()


def test_what_still_works_is_said(monkeypatch):
    """Where kernels cannot be replaced, and the function alone is overwritten."""
    monkeypatch.setattr(kernels, "names", list)
    monkeypatch.setattr(
        ready_made, "TRIALS", {name: ready_made.TRIALS[name] for name in ("linear", "torch.ops", "a loss")}
    )
    assert disabled() == "still working: torch.ops, a loss"


def test_a_function_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setattr(ready_made, "LINEAR", "no_such_function")
    words = disabled()
    assert words.startswith("not put out of order: ")
    assert "no_such_function" in words


def disabled():
    """What `disable` says in a child."""

    def said():
        raise SystemExit(ready_made.disable())

    return walls.attempt(said)
