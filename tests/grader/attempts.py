"""Ways to what the rule forbids, as the source of a submission: everything here knows its way round torch and Python.

`slope` wants the derivative of the sigmoid, `layer` the product of a ready-made layer, `loss` the value of a ready-made
loss, `step` a parameter after a ready-made optimizer's step. Nothing is hidden from a reader; that is not the point here.
"""

SOURCE = """
import contextlib, functools, gc, importlib, inspect, io, os, pickle, pkgutil, runpy, sys, threading, types, typing
import unittest.mock, warnings, weakref
import torch

SLOPE, LAYER, LOSS, STEP = {}, {}, {}, {}


def slope(function): SLOPE[function.__name__] = function
def layer(function): LAYER[function.__name__] = function
def loss(function): LOSS[function.__name__] = function
def step(function): STEP[function.__name__] = function


def module(name):
    return importlib.import_module(name)


def leaf(v):
    return v.clone().requires_grad_()


def children(kind):
    for each in type.__subclasses__(kind):
        yield each
        if each is not type:
            yield from children(each)


ONE = lambda v: torch.ones_like(v)


# Formulas of torch's in Python.
@slope
def decompositions(v): return module("torch._decomp.decompositions").sigmoid_backward(ONE(v), torch.sigmoid(v))
@slope
def decomposition_table(v):
    table = module("torch._decomp").decomposition_table
    return table[torch.ops.aten.sigmoid_backward.default](ONE(v), torch.sigmoid(v))
@slope
def decomposed_overload(v): return torch.ops.aten.sigmoid_backward.default.decompose(ONE(v), torch.sigmoid(v))
@slope
def decompositions_for_jvp(v):
    return module("torch._decomp.decompositions_for_jvp").decomposition_table_for_jvp[
        torch.ops.aten.sigmoid_backward.default](ONE(v), torch.sigmoid(v))
@slope
def python_kernels(v):
    kernels = torch.ops.aten.sigmoid_backward.default.py_kernels
    return next(iter(kernels.values()))(ONE(v), torch.sigmoid(v))
@slope
def meta_kernel(v): return torch.ops.aten.sigmoid_backward(ONE(v).to("meta"), v.to("meta"))
@slope
def transforms(v): return module("torch.distributions.transforms").SigmoidTransform().log_abs_det_jacobian(v, torch.sigmoid(v)).exp()
@slope
def logistic_density(v):
    d = torch.distributions
    return d.TransformedDistribution(d.Uniform(0.0, 1.0), d.SigmoidTransform().inv).log_prob(v).exp()
@slope
def function_of_a_class(v):
    kind = [k for k in children(object) if k.__name__ == "SigmoidTransform"][0]
    return kind.__dict__["log_abs_det_jacobian"](None, v, torch.sigmoid(v)).exp()
@slope
def wrapped_function(v):
    function = module("torch._decomp.decompositions").sigmoid_backward
    return inspect.unwrap(function)(ONE(v), torch.sigmoid(v))
@slope
def code_of_a_function(v):
    function = inspect.unwrap(module("torch._decomp.decompositions").sigmoid_backward)
    return types.FunctionType(function.__code__, function.__globals__)(ONE(v), torch.sigmoid(v))
@slope
def jit_decompositions(v): return module("torch.jit._decompositions").var_decomposition(v)
@slope
def backward_of_a_kernel(v): return torch.ops.aten.sigmoid_backward(ONE(v), torch.sigmoid(v))
@slope
def kernel_by_key(v):
    return torch.ops.aten.sigmoid_backward.default._op_dk(torch._C.DispatchKey.CPU, ONE(v), torch.sigmoid(v))
@slope
def kernel_redispatched(v):
    keys = torch._C.DispatchKeySet(torch._C.DispatchKey.CPU)
    return torch.ops.aten.sigmoid_backward.default.redispatch(keys, ONE(v), torch.sigmoid(v))
@slope
def kernel_by_schema(v): return torch._C._jit_get_operation("aten::sigmoid_backward")[0](ONE(v), torch.sigmoid(v))
@slope
def kernel_of_tanh(v): return torch.ops.aten.tanh_backward(ONE(v), torch.tanh(v / 2)) / 4
@slope
def out_variant(v): return torch.ops.aten.sigmoid_backward.grad_input(ONE(v), torch.sigmoid(v), grad_input=v.clone())
@slope
def new_library(v):
    library = torch.library.Library("mine", "DEF")
    library.define("slope(Tensor g, Tensor y) -> Tensor")
    library.impl("slope", torch.ops.aten.sigmoid_backward, "CPU")
    return torch.ops.mine.slope(ONE(v), torch.sigmoid(v))
@slope
def registrations_reset(v):
    for library in [each for each in children(object) if each.__name__ == "Library"]:
        for info in list(weakref.finalize._registry.values()):
            for thing in info.args or ():
                getattr(thing, "reset", int)()
    return torch.ops.aten.sigmoid_backward(ONE(v), torch.sigmoid(v))

# The engine, and what makes graphs for it.
@slope
def nodes_by_hand(v):
    with torch.enable_grad():
        y = torch.sigmoid(leaf(v))
    return y.grad_fn(ONE(v))
@slope
def nodes_in_a_thread(v):
    got = []
    def run():
        x = torch.tensor(v.tolist(), dtype=v.dtype, requires_grad=True)
        got.append(torch.sigmoid(x).grad_fn(ONE(v)))
    thread = threading.Thread(target=run); thread.start(); thread.join()
    return got[0]
@slope
def born_with_gradients(v):
    x = torch.zeros(v.shape, dtype=v.dtype, requires_grad=True)
    x.data.copy_(v)
    with torch.inference_mode(False):
        y = torch.sigmoid(x)
    return y.grad_fn(ONE(v))
@slope
def made_node(v): return torch._C._functions.AccumulateGrad(ONE(v))
@slope
def graph_module(v): return torch.autograd.graph.Node()(v)
@slope
def c_autograd(v): return torch._C._autograd._ProfilerResult(v)
@slope
def engine_class(v):
    x = torch.zeros(v.shape, dtype=v.dtype, requires_grad=True)
    return torch._C._EngineBase().run_backward((x,), (ONE(v),), False, False, (x,), allow_unreachable=True, accumulate_grad=False)[0]
@slope
def grad_of(v): return torch.autograd.grad(torch.sigmoid(leaf(v)).sum(), v)[0]
@slope
def functional_jacobian(v): return torch.autograd.functional.vjp(torch.sigmoid, v, ONE(v))[1]
@slope
def dual_numbers(v):
    with torch.autograd.forward_ad.dual_level():
        dual = torch.autograd.forward_ad.make_dual(v, ONE(v))
        return torch.autograd.forward_ad.unpack_dual(torch.sigmoid(dual)).tangent
@slope
def dual_numbers_in_c(v):
    torch._C._enter_dual_level()
    return torch._VF._unpack_dual(torch.sigmoid(torch._VF._make_dual(v, ONE(v), level=0)), level=0)[1]
@slope
def func_jvp(v): return torch.func.jvp(torch.sigmoid, (v,), (ONE(v),))[1]
@slope
def vmap_of_grad(v): return torch.vmap(torch.func.grad(torch.sigmoid))(v.flatten()).reshape(v.shape)
@slope
def functorch_levels(v):
    c = torch._C._functorch
    level = c._jvp_increment_nesting()
    return c._unwrap_for_grad(torch.sigmoid(c._wrap_for_grad(v, level)), level)
@slope
def functorch_grad_level(v):
    c = torch._C._functorch
    level = c._grad_increment_nesting()
    x = c._wrap_for_grad(v, level)
    return torch._C._EngineBase().run_backward((torch.sigmoid(x),), (ONE(v),), False, False, (x,), allow_unreachable=True, accumulate_grad=False)[0]
@slope
def compiled(v): return torch.compile(lambda x: torch.ops.aten.sigmoid_backward(ONE(x), torch.sigmoid(x)), backend="eager")(v)
@slope
def scripted(v): return torch.jit.script(torch.sigmoid)(v)
@slope
def script_graph(v):
    unit = torch._C.CompilationUnit()
    unit.define("def f(x):\\n    return x.sigmoid()\\n", torch.jit._createResolutionCallbackFromFrame if 0 else (lambda name: None))
    graph = unit.find_function("f").graph
    gradient = torch._C._jit_differentiate(graph)
    return torch._C._create_function_from_graph("df", gradient.df)(ONE(v), torch.sigmoid(v))
@slope
def script_of_a_text(v): return torch._C._get_graph_executor_optimize() and torch._C._jit_try_infer_type(v)
@slope
def custom_function(v):
    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x): return torch.sigmoid(x)
        @staticmethod
        def backward(ctx, g): return g
    return F.apply(leaf(v)).grad_fn(ONE(v))
@slope
def parameter(v): return torch.sigmoid(torch.nn.Parameter(v.clone())).grad_fn(ONE(v))
@slope
def rebuilt_with_gradients(v):
    x = torch._utils._rebuild_tensor_v2(v.untyped_storage(), 0, v.shape, v.stride(), True, {})
    return torch.sigmoid(x).grad_fn(ONE(v))
@slope
def setter_of_the_base(v):
    x = v.clone()
    torch._C.TensorBase.requires_grad.__set__(x, True)
    with torch.enable_grad():
        return torch.sigmoid(x).grad_fn(ONE(v))
@slope
def mode_in_c(v):
    torch._C._set_grad_enabled(True)
    return torch.sigmoid(leaf(v)).grad_fn(ONE(v))

# Other copies of what is gone here.
def source_of(name):
    return os.path.join(os.path.dirname(torch.__file__), name)
@slope
def read_source(v):
    space = {"torch": torch}
    exec(open(source_of("_decomp/decompositions.py")).read(), space)
    return space["sigmoid_backward"](ONE(v), torch.sigmoid(v))
@slope
def source_of_inspect(v): return eval(inspect.getsource(module("torch._decomp.decompositions")))
@slope
def from_a_file(v):
    spec = importlib.util.spec_from_file_location("mine", source_of("distributions/transforms.py"))
    copy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(copy)
    return copy.SigmoidTransform().log_abs_det_jacobian(v, torch.sigmoid(v)).exp()
@slope
def from_a_loader(v):
    loader = importlib.machinery.SourceFileLoader("mine", source_of("distributions/transforms.py"))
    copy = types.ModuleType("mine"); copy.__package__ = "torch.distributions"
    exec(loader.get_code("mine"), copy.__dict__)
    return copy.SigmoidTransform().log_abs_det_jacobian(v, torch.sigmoid(v)).exp()
@slope
def from_compiled_files(v):
    loader = importlib.machinery.SourcelessFileLoader("mine", importlib.util.cache_from_source(source_of("distributions/transforms.py")))
    copy = types.ModuleType("mine"); copy.__package__ = "torch.distributions"
    exec(loader.get_code("mine"), copy.__dict__)
    return copy.SigmoidTransform().log_abs_det_jacobian(v, torch.sigmoid(v)).exp()
@slope
def reloaded(v):
    transforms = importlib.reload(module("torch.distributions.transforms"))
    return transforms.SigmoidTransform().log_abs_det_jacobian(v, torch.sigmoid(v)).exp()
@slope
def reimported(v):
    del sys.modules["torch.distributions.transforms"]
    return module("torch.distributions.transforms").SigmoidTransform().log_abs_det_jacobian(v, torch.sigmoid(v)).exp()
@slope
def run_as_a_path(v): return runpy.run_path(source_of("distributions/transforms.py"))["SigmoidTransform"]().log_abs_det_jacobian(v, torch.sigmoid(v)).exp()
@slope
def run_as_a_module(v): return runpy.run_module("torch.distributions.transforms")["SigmoidTransform"]().log_abs_det_jacobian(v, torch.sigmoid(v)).exp()
@slope
def symbols(v):
    sympy = module("sympy")
    x = sympy.Symbol("x")
    return sympy.lambdify(x, sympy.diff(1 / (1 + sympy.exp(-x)), x))(v)
@slope
def native_calls(v): return module("ctypes").CDLL(None)
@slope
def native_calls_reloaded(v):
    machinery = sys.modules["_imp"]
    spec = importlib.machinery.ModuleSpec("_ctypes", None, origin=os.__file__.replace("os.py", "lib-dynload/_ctypes"))
    return machinery.create_dynamic(spec)
@slope
def native_calls_by_class(v):
    base = [kind for kind in children(object) if kind.__name__ == "CFuncPtr"][0]
    return type("F", (base,), {"_flags_": 1, "_restype_": None})(1)
@slope
def kept_by_the_collector(v):
    gc.unfreeze()
    found = [f for f in gc.get_objects() if type(f) is types.FunctionType and f.__name__ == "sigmoid_backward"]
    return found[0](ONE(v), torch.sigmoid(v))
@slope
def evaluated_reference(v):
    return typing.ForwardRef("__import__('torch._decomp.decompositions').sigmoid_backward")._evaluate(globals(), {}, recursive_guard=frozenset())(ONE(v), v)
@slope
def caught_warnings(v):
    class Catching(warnings.catch_warnings):
        def __setattr__(self, name, value):
            super().__setattr__(name, value)
            if name == "_module": self.sys = value.sys
    return Catching().sys.modules["torch._decomp.decompositions"].sigmoid_backward(ONE(v), torch.sigmoid(v))
@slope
def redirected(v):
    class Redirecting(contextlib.redirect_stdout):
        _stream = "modules"
    return sys.modules["torch"].func.grad(lambda x: x.sigmoid().sum())(v)
@slope
def patched_by_mock(v): return unittest.mock._importer("torch._decomp.decompositions").sigmoid_backward(ONE(v), torch.sigmoid(v))
@slope
def pickled(v):
    class Call:
        def __reduce__(self): return (pickle.Unpickler(io.BytesIO(b"")).find_class("torch.func", "grad")(lambda x: x.sigmoid().sum()), (v,))
    return pickle.loads(pickle.dumps(Call()))

# Layers, losses, optimizers.
@layer
def functional(v): return torch.nn.functional.linear(v, v)
@layer
def in_c(v): return torch._C._nn.linear(v, v)
@layer
def as_an_operation(v): return torch.ops.aten.linear(v, v)
@layer
def as_an_overload(v): return torch.ops.aten.linear.default(v, v)
@layer
def decomposed(v): return torch.ops.aten.linear.default.decompose(v, v)
@layer
def by_the_module(v):
    unit = torch.nn.Linear(v.shape[1], v.shape[0], bias=False)
    unit.weight = torch.nn.Parameter(v, requires_grad=False)
    return unit(v)
@layer
def by_a_class(v):
    kind = [each for each in children(object) if each.__name__ == "Linear" and each.__module__ == "torch.nn.modules.linear"][0]
    unit = kind.__new__(kind); unit.weight, unit.bias = v, None
    return kind.forward(unit, v)
@layer
def by_a_subclass(v):
    class Mine(torch.Tensor):
        @classmethod
        def __torch_function__(cls, function, types, args=(), kwargs=None):
            return torch._C._nn.linear(*[each.as_subclass(torch.Tensor) for each in args])
    return v.as_subclass(Mine) + v
@layer
def by_a_schema(v): return torch._C._jit_get_operation("aten::linear")[0](v, v)
@layer
def convolved(v): return torch.conv1d(v[None].mT, v[:, :, None])[0].mT
@layer
def convolved_below(v): return torch.convolution(v[None].mT, v[:, :, None], None, [1], [0], [1], False, [0], 1)[0].mT
@layer
def fused(v): return torch._addmm_activation(torch.zeros(v.shape[0], dtype=v.dtype), v, v.T) * 1
@layer
def quantized(v): return torch.ops.mkldnn._linear_pointwise(v, v, None, "none", [], "")
@layer
def bilinear(v): return torch.bilinear(torch.ones(v.shape[0], 1, dtype=v.dtype), v, v[:, None], None)
@layer
def attention(v): return torch.nn.functional.scaled_dot_product_attention(v[None], v[None], v[None])[0]
@loss
def functional_loss(v): return torch.nn.functional.mse_loss(v, 0 * v)
@loss
def loss_in_c(v): return torch._C._nn.mse_loss(v, 0 * v)
@loss
def loss_as_an_operation(v): return torch.ops.aten.mse_loss.out(v, 0 * v, out=torch.empty((), dtype=v.dtype))
@loss
def loss_by_the_module(v): return torch.nn.MSELoss()(v, 0 * v)
@loss
def half_a_loss(v): return 2 * torch.ops.aten.smooth_l1_loss(v, 0 * v, 1, 1e9) * 1e9
@loss
def huber(v): return 2 * torch.ops.aten.huber_loss(v, 0 * v, 1, 1e9)
@loss
def reference(v): return module("torch._refs.nn.functional").mse_loss(v, 0 * v)
@loss
def decomposed_loss(v): return module("torch._decomp.decompositions").mse_loss(v, 0 * v)
@step
def sgd(v):
    p = v.clone(); p.grad = ONE(v)
    torch.optim.SGD([p], lr=0.1).step()
    return p
@step
def single_tensor(v):
    p = v.clone()
    module("torch.optim.sgd")._single_tensor_sgd([p], [ONE(v)], [None], grad_scale=None, found_inf=None, weight_decay=0,
        momentum=0, lr=0.1, dampening=0, nesterov=False, maximize=False, has_sparse_grad=False)
    return p
@step
def fused_step(v):
    p = v.clone()
    torch._fused_sgd_([p], [ONE(v)], [], weight_decay=0.0, momentum=0.0, lr=0.1, dampening=0.0, nesterov=False, maximize=False, is_first_step=False)
    return p
@step
def fused_operation(v):
    p = v.clone()
    torch.ops.aten._fused_sgd_(
        [p], [ONE(v)], [], weight_decay=0.0, momentum=0.0, lr=0.1, dampening=0.0, nesterov=False, maximize=False, is_first_step=False)
    return p

GROUPS = {"slope": SLOPE, "layer": LAYER, "loss": LOSS, "step": STEP}


def names(): return [f"{group}.{name}" for group, found in GROUPS.items() for name in found]


def attempt(name, v):
    group, _, name = name.partition(".")
    return GROUPS[group][name](v)
"""
