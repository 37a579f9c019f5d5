"""Checkpoints as three programs write them, base64 in checkpoints.json, beside what NumPy and the frameworks make of them.

    python tests/references/checkpoints.py > tests/references/checkpoints.json

Needs numpy, torch, flax and safetensors, and Node for a checkpoint of our own.
"""

import base64
import io
import json
import pathlib
import subprocess
import tempfile

import flax.linen as flax
import jax
import numpy as np
import optax
import torch
from flax.traverse_util import flatten_dict
from safetensors import safe_open
from safetensors.numpy import save as save_numpy
from safetensors.torch import save as save_torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
torch.manual_seed(0)


def encoded(file):
    return base64.b64encode(file).decode()


def totals(parameters):
    """Of float64 copies: what is summed is what was stored."""
    flat = [np.asarray(p, dtype="f8").ravel() for p in parameters.values()]
    every = np.concatenate(flat)
    return {
        "norm": float(np.linalg.norm(every)),
        "rms": float(np.sqrt(np.mean(every**2))),
        "norms": {name: float(np.linalg.norm(values)) for name, values in zip(parameters, flat)},
    }


def spectra(matrices):
    return {n: [float(s) for s in np.linalg.svd(np.asarray(m, dtype="f8"), compute_uv=False)] for n, m in matrices.items()}


def answers(loss, gradients, logits):
    squares = sum(float(np.sum(np.asarray(g, dtype="f8") ** 2)) for g in gradients)
    return {"loss": float(loss), "gradientNorm": float(np.sqrt(squares)), "logits": np.asarray(logits, "f8").ravel().tolist()}


# A convolution, a batch normalization with its running statistics, a LayerNorm, an embedding, an LSTM and a square layer.
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = torch.nn.Embedding(7, 4)
        self.conv1 = torch.nn.Conv2d(2, 3, kernel_size=(2, 3))
        self.bn = torch.nn.BatchNorm2d(3)
        self.norm = torch.nn.LayerNorm(4)
        self.lstm = torch.nn.LSTM(4, 2)
        self.fc = torch.nn.Linear(4, 4)
        self.head = torch.nn.Linear(4, 10)


net = Net()
net.bn(torch.randn(5, 3, 4, 4))  # which moves the running statistics
state = net.state_dict()
learned = {name: p.detach() for name, p in net.named_parameters()}
matrices = {n: (p.reshape(p.shape[0], -1) if p.ndim == 4 else p) for n, p in learned.items() if p.ndim >= 2}
half = {name: t.bfloat16() if t.is_floating_point() else t for name, t in state.items()}
pytorch = {
    "file": encoded(save_torch(state)),
    **totals({n: p.numpy() for n, p in learned.items()}),
    "spectra": spectra({n: m.numpy() for n, m in matrices.items()}),
    "buffers": [name for name, _ in net.named_buffers()],
    "vectors": [name for name, p in learned.items() if p.ndim < 2],
    "bfloat16": {"file": encoded(save_torch(half)), **totals({n: half[n].double().numpy() for n in learned})},
}

# A network of dense layers, two of them square, with what PyTorch answers and descends.
x = torch.randn(9, 3)
y = torch.tensor([0, 1, 1, 0, 1, 0, 0, 1, 1])
mlp = torch.nn.Sequential(
    torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2)
).double()
logits = mlp(x.double())
loss = torch.nn.functional.cross_entropy(logits, y)
loss.backward()
examples = {"x": x, "y": y}
pytorch_mlp = {
    "file": encoded(save_torch({**mlp.state_dict(), **examples})),
    **answers(loss.item(), [p.grad.numpy() for p in mlp.parameters()], logits.detach().numpy()),
}


class FlaxNet(flax.Module):
    @flax.compact
    def __call__(self, images):
        h = flax.Conv(3, kernel_size=(2, 3))(images)
        h = flax.BatchNorm(use_running_average=False)(h)
        h = flax.LayerNorm()(h.reshape(h.shape[0], -1))
        h = flax.MultiHeadDotProductAttention(num_heads=2, qkv_features=4)(h)
        return flax.Dense(5)(h)


variables = FlaxNet().init(jax.random.key(0), np.ones((4, 2, 3, 2)))
params = {f"params/{n}": np.asarray(p) for n, p in flatten_dict(variables["params"], sep="/").items()}
statistics = {f"batch_stats/{n}": np.asarray(p) for n, p in flatten_dict(variables["batch_stats"], sep="/").items()}
moments = optax.adam(1e-3).init(variables["params"])[0].mu
moments = {f"opt_state/0/mu/{n}": np.asarray(p) for n, p in flatten_dict(moments, sep="/").items()}
flax_matrices = {
    n: p.reshape(-1, p.shape[-1]) for n, p in params.items() if n.endswith("kernel") and (p.ndim == 2 or p.ndim == 4)
}
every = {**params, **statistics, **moments}
flax_net = {
    "file": encoded(save_numpy(every)),
    **totals(params),
    "spectra": spectra(flax_matrices),
    "others": [*statistics, *moments],
    "noMatrices": [n for n in params if n not in flax_matrices],
}


class FlaxMlp(flax.Module):
    @flax.compact
    def __call__(self, h):
        h = flax.tanh(flax.Dense(4)(h))
        h = flax.tanh(flax.Dense(4)(h))
        return flax.Dense(2)(h)


jax.config.update("jax_enable_x64", True)
points = x.double().numpy()
model = FlaxMlp()
of_mlp = jax.tree.map(lambda p: np.asarray(p, "f8"), model.init(jax.random.key(1), points)["params"])


def cross_entropy(p):
    return optax.softmax_cross_entropy_with_integer_labels(model.apply({"params": p}, points), y.numpy()).mean()


named = {f"params.{n}": np.asarray(p) for n, p in flatten_dict(of_mlp, sep=".").items()}
buffer = io.BytesIO()
np.savez(buffer, **named, x=points, y=y.numpy())
flax_mlp = {
    "file": encoded(buffer.getvalue()),
    **answers(
        cross_entropy(of_mlp), jax.tree.leaves(jax.grad(cross_entropy)(of_mlp)), model.apply({"params": of_mlp}, points)
    ),
}

# A checkpoint of our own, as training writes it.
SETTINGS = ["examples=9", "dimensions=3", "classes=2", "width=4"]
with tempfile.TemporaryDirectory() as data:
    command = ["node", "src/cli/phasescope.js", "train", "edge-of-stability", "--steps", "3", "--id", "own", "--data", data]
    subprocess.run([*command, *[a for s in SETTINGS for a in ("--set", s)]], cwd=ROOT, check=True, capture_output=True)
    path = pathlib.Path(data, "checkpoints", "own", "000000003.safetensors")
    with safe_open(path, "numpy") as stored:
        own = {n: stored.get_tensor(n) for n in ["w1", "b1", "w2", "b2", "w3", "b3"]}
        before = {n: stored.get_tensor(f"before/{n}") for n in own}
    moved = {n: np.asarray(p, "f8").ravel() - np.asarray(before[n], "f8") for n, p in own.items()}
    phasescope = {
        "file": encoded(path.read_bytes()),
        **totals(own),
        "spectra": spectra({n: p for n, p in own.items() if p.ndim == 2}),
        "ratios": {n: float(np.linalg.norm(moved[n]) / np.linalg.norm(own[n].astype("f8"))) for n in own},
    }

print(
    json.dumps(
        {
            "pytorch": pytorch,
            "pytorchMlp": pytorch_mlp,
            "flax": flax_net,
            "flaxMlp": flax_mlp,
            "phasescope": phasescope,
        }
    )
)
