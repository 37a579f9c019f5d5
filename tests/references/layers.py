"""Networks of layers once more, in float64 NumPy and position by position, from the papers' formulas: what
tests/trainer/layers/reference.test.ts holds trainer/layers to. It shares no formula with them.

    python -m venv /tmp/venv && /tmp/venv/bin/pip install numpy
    /tmp/venv/bin/python tests/references/layers.py > tests/references/layers.json
"""

import json
import math

import numpy as np

rng = np.random.default_rng(20261129)


def draw(*shape, scale=0.6, shift=0.0):
    return np.round(rng.normal(shift, scale, shape), 4)


def layer_norm(x, gain, shift):
    return (x - x.mean()) / math.sqrt(x.var() + 1e-5) * gain + shift


def rotate(x, position, base):
    """Plane i is made of entries i and i + half, turned by position · base^(−i/half) (Su et al. 2021)."""
    half = len(x) // 2
    turned = np.zeros_like(x)
    for i in range(half):
        z = complex(x[i], x[i + half]) * np.exp(1j * position * base ** (-i / half))
        turned[i], turned[i + half] = z.real, z.imag
    return turned


def attend(x, w, name, heads, kind, base):
    length, width = x.shape
    size = width // heads
    out = np.zeros_like(x)
    for head in range(heads):
        part = slice(head * size, (head + 1) * size)
        q, k, v = (x @ w[f"{name}.{one}"][:, part] for one in "qkv")
        if base is not None:
            q, k = (np.array([rotate(row, t, base) for t, row in enumerate(y)]) for y in (q, k))
        for t in range(length):
            scores = np.array([q[t] @ k[s] for s in range(t + 1)]) / math.sqrt(size)
            if kind == "softmax":
                shares = np.exp(scores - scores.max())
                shares /= shares.sum()
            else:
                shares = scores / (t + 1)
            out[t, part] = sum(share * v[s] for s, share in enumerate(shares))
    return out @ w[f"{name}.o"]


def gelu(z):
    return z * 0.5 * (1 + math.erf(z / math.sqrt(2)))


def block(case, tokens):
    """Embedding, positions, a pre-LayerNorm block whose branches are scaled, LayerNorm, unembedding at each position."""
    w = case["w"]
    x = w["embed"][tokens] + w["places"][: len(tokens)]
    normal = np.array([layer_norm(row, w["norm1.gain"], w["norm1.shift"]) for row in x])
    x = x + case["scale"] * attend(normal, w, "attn", case["heads"], case["kind"], case["base"])
    normal = np.array([layer_norm(row, w["norm2.gain"], w["norm2.shift"]) for row in x])
    z = normal @ w["mlp.in"] + w["mlp.in.bias"]
    hidden = np.vectorize(gelu)(z)
    x = x + case["scale"] * (hidden @ w["mlp.out"] + w["mlp.out.bias"])
    normal = np.array([layer_norm(row, w["norm3.gain"], w["norm3.shift"]) for row in x])
    return normal @ w["unembed"]


def case(heads, kind, base, scale, vocabulary=5, length=4, width=8, neurons=10, sequences=3):
    w = {
        "embed": draw(vocabulary, width),
        "places": draw(length, width),
        "norm1.gain": draw(width, shift=1.0),
        "norm1.shift": draw(width),
        **{f"attn.{one}": draw(width, width) for one in "qkvo"},
        "norm2.gain": draw(width, shift=1.0),
        "norm2.shift": draw(width),
        "mlp.in": draw(width, neurons),
        "mlp.in.bias": draw(neurons),
        "mlp.out": draw(neurons, width),
        "mlp.out.bias": draw(width),
        "norm3.gain": draw(width, shift=1.0),
        "norm3.shift": draw(width),
        "unembed": draw(width, vocabulary),
    }
    tokens = rng.integers(0, vocabulary, (sequences, length))
    one = {"w": w, "heads": heads, "kind": kind, "base": base, "scale": scale}
    return {
        **{key: one[key] for key in ("heads", "kind", "base", "scale")},
        **{"vocabulary": vocabulary, "length": length, "width": width, "neurons": neurons},
        "weights": {name: {"shape": list(each.shape), "values": each.ravel().tolist()} for name, each in w.items()},
        "tokens": tokens.tolist(),
        "logits": [block(one, row).tolist() for row in tokens],
    }


print(
    json.dumps(
        {
            "blocks": [
                case(1, "softmax", None, 1.0),
                case(2, "softmax", 10000.0, 0.7),
                case(4, "linear", None, 1.0),
                case(2, "linear", 100.0, 0.5),
            ]
        },
        indent=1,
    )
)
