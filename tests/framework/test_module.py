"""What a module promises before it is anything."""

import pytest
import torch

from framework import Activation, Cell, Loss, Module, Optimizer


@pytest.mark.parametrize("cls", [Module, Cell, Activation])
def test_virtual_methods_name_class_and_method(cls):
    for method in ("forward", "backward"):
        if cls is Activation and method == "backward":
            continue
        with pytest.raises(NotImplementedError, match=f"{cls.__name__}.{method}"):
            getattr(cls(), method)(torch.ones(1, 1))


def test_the_heir_is_named():
    class Square(Activation):
        pass

    with pytest.raises(NotImplementedError, match=r"Square\.forward"):
        Square().forward(torch.ones(1))
    with pytest.raises(NotImplementedError, match=r"Square\.derivative"):
        Square().derivative(torch.ones(1))


def test_virtual_methods_beside_the_layers():
    with pytest.raises(NotImplementedError, match=r"Module\.to_string"):
        Module().to_string()
    with pytest.raises(NotImplementedError, match=r"Loss\.forward"):
        Loss().forward(torch.ones(1), torch.ones(1))
    with pytest.raises(NotImplementedError, match=r"Loss\.backward"):
        Loss().backward(torch.ones(1), torch.ones(1))
    with pytest.raises(NotImplementedError, match=r"Optimizer\.step"):
        Optimizer(Module(), 0.1).step()


def test_a_module_without_parameters_has_none():
    module = Module()
    assert module.param() == []
    assert module.gradwrtparam() == []
    assert repr(module) == "Module()"
    module.training_mode(False)


def test_predict_of_a_module_that_remembers_nothing_is_its_forward():
    class Double(Module):
        def forward(self, x):
            return 2 * x

    assert Double().predict(torch.ones(1)) == 2
