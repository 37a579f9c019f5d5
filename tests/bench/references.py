"""Steps of other frameworks on the processor, to be held against our own in one run: `minibatch.bench.ts` starts this.

Each line of the input is a name and a number of steps; the answer is the milliseconds of each, or what the framework lacks.
"""

import json
import sys
import time


def torch_steps():
    import torch
    from torch.nn import Linear, ReLU, Sequential
    from torch.nn.functional import cross_entropy, embedding, one_hot

    torch.manual_seed(0)
    network = Sequential(Linear(784, 200), ReLU(), Linear(200, 200), ReLU(), Linear(200, 10))
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=0.01)
    inputs, labels = torch.randn(1024, 784), torch.randint(0, 10, (1024,))
    at = 0

    def mlp():
        nonlocal at
        rows = torch.arange(at, at + 128) % 1024
        at += 128
        optimizer.zero_grad()
        loss = cross_entropy(network(inputs[rows]), labels[rows])
        loss.backward()
        optimizer.step()
        loss.item()

    p, width = 97, 500
    pairs = torch.randperm(p * p)[: p * p // 2]
    a, b = pairs // p, pairs % p
    targets = one_hot((a + b) % p, p).float()
    first = torch.nn.Parameter(torch.randn(2 * p, width) * 0.05)
    second = torch.nn.Parameter(torch.randn(width, p) * 0.05)
    decayed = torch.optim.AdamW([first, second], lr=1e-3, weight_decay=5)

    def modular():
        decayed.zero_grad()
        logits = (embedding(a, first) + embedding(b + p, first)) ** 2 @ second
        loss = ((logits - targets) ** 2).mean()
        loss.backward()
        decayed.step()
        loss.item()

    return {"torch-mlp": mlp, "torch-modular": modular}


def jax_steps():
    import jax
    import jax.numpy as jnp
    import numpy as np

    p, width = 97, 500
    chance = np.random.default_rng(0)
    pairs = chance.permutation(p * p)[: p * p // 2]
    a, b = pairs // p, pairs % p
    targets = jax.nn.one_hot((a + b) % p, p)

    def loss(weights):
        first, second = weights
        return (((first[a] + first[b + p]) ** 2 @ second - targets) ** 2).mean()

    @jax.jit
    def update(weights, means, squares, step):
        value, slopes = jax.value_and_grad(loss)(weights)
        means = [0.9 * m + 0.1 * g for m, g in zip(means, slopes)]
        squares = [0.98 * v + 0.02 * g * g for v, g in zip(squares, slopes)]
        grown = [m / (1 - 0.9**step) / (jnp.sqrt(v / (1 - 0.98**step)) + 1e-8) for m, v in zip(means, squares)]
        return [(1 - 5e-3) * w - 1e-3 * d for w, d in zip(weights, grown)], means, squares, value

    weights = [jnp.asarray(chance.normal(size=shape) * 0.05, jnp.float32) for shape in ((2 * p, width), (width, p))]
    state = [weights, [jnp.zeros_like(w) for w in weights], [jnp.zeros_like(w) for w in weights]]
    step = 0

    def modular():
        nonlocal state, step
        step += 1
        *state, value = update(*state, jnp.float32(step))
        float(value)

    return {"jax-modular": modular}


def known():
    steps, lacking = {}, {}
    for framework in (torch_steps, jax_steps):
        try:
            steps.update(framework())
        except ImportError as error:
            lacking[framework.__name__.split("_")[0]] = str(error)
    return steps, lacking


steps, lacking = known()
for line in sys.stdin:
    name, count = line.split()
    if name not in steps:
        print(json.dumps(lacking.get(name.split("-")[0], "unknown")), flush=True)
        continue
    took = []
    for _ in range(int(count)):
        begin = time.perf_counter()
        steps[name]()
        took.append(1000 * (time.perf_counter() - begin))
    print(json.dumps(took), flush=True)
