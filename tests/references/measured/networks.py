"""Networks as functions of one vector: Jacobians, gradients and Hessians by torch.func, never by layers."""

import math
import itertools

import numpy as np
import scipy.linalg
import scipy.optimize
import scipy.spatial
import torch

from .cases import case, centered, draw, on_sphere, rng
from .weights import persistence

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
# Numbers of examples that a learning curve is predicted for.
GRID = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128]

ACTIVATIONS = {
    "linear": lambda z: z,
    "quadratic": lambda z: z**2,
    "relu": torch.relu,
    "tanh": torch.tanh,
    "gelu": torch.nn.functional.gelu,
    "erf": torch.erf,
}


class Net:
    """The network of a file, as a function of one flat vector: w0 b0 w1 b1 …, weights [in, out]."""

    def __init__(self, tensors, activation, loss):
        self.t = {k: torch.tensor(np.asarray(v, dtype="f8")) for k, v in tensors.items()}
        self.phi = ACTIVATIONS[activation]
        self.names = [n for l in range(9) for n in (f"w{l}", f"b{l}") if n in self.t]
        self.depth = sum(n[0] == "w" for n in self.names)
        self.theta = torch.cat([self.t[n].reshape(-1) for n in self.names])
        self.x = self.t["x"]
        self.y = torch.tensor(np.asarray(tensors["y"])).long() if loss == "cross-entropy" else self.t["y"]
        self.loss_name = loss

    def split(self, theta):
        sizes = [self.t[n].numel() for n in self.names]
        return {n: part.reshape(self.t[n].shape) for n, part in zip(self.names, torch.split(theta, sizes))}

    def forward(self, theta, x):
        p, zs, h = self.split(theta), [], x
        for l in range(self.depth):
            zs.append(h @ p[f"w{l}"] + p.get(f"b{l}", 0))
            h = self.phi(zs[-1]) if l < self.depth - 1 else zs[-1]
        return zs

    def f(self, theta, x):
        return self.forward(theta, x)[-1]

    def loss(self, theta, x=None, y=None):
        out = self.f(theta, self.x if x is None else x)
        y = self.y if y is None else y
        if self.loss_name == "cross-entropy":
            return torch.nn.functional.cross_entropy(out, y)
        return torch.nn.functional.mse_loss(out, y)

    def gradients(self):
        one = lambda x, y: torch.func.grad(lambda t: self.loss(t, x[None], y[None]))(self.theta)
        return torch.stack([one(x, y) for x, y in zip(self.x, self.y)]).numpy()

    def jacobian(self):
        return torch.func.jacrev(lambda t: self.f(t, self.x))(self.theta)  # [n, C, d]

    def hessian(self):
        return torch.func.hessian(self.loss)(self.theta).numpy()

    def targets(self):
        return np.eye(self.f(self.theta, self.x).shape[1])[self.y.numpy()] if self.loss_name == "cross-entropy" else self.y.numpy()

    def of_layer(self, l, to):
        """[n, out, in]: ∂z_to/∂x where l is null, ∂z_to/∂z_l else."""
        if l is None:
            return torch.stack([torch.func.jacrev(lambda v: self.forward(self.theta, v[None])[to][0])(v) for v in self.x])
        p = self.split(self.theta)
        step = lambda z: self.phi(z) @ p[f"w{to}"]
        return torch.stack([torch.func.jacrev(step)(z) for z in self.forward(self.theta, self.x)[l]])


def ntk(net):
    j = net.jacobian()
    return torch.einsum("icd,jcd->ij", j, j).numpy()


def modes(k, y):
    """Eigenvalues from the largest, and the power of the targets along each; what has no eigenvalue shares alike."""
    values, vectors = (a[..., ::-1] for a in np.linalg.eigh(k))
    power = ((vectors.T @ y) ** 2).sum(1)
    none = values < 1e-12 * values[0]
    if none.any():
        values, power[none] = np.where(none, 0, values), power[none].mean()
    return values, power


def learning_curve(k, y, grid):
    n = len(k)
    values, power = (a / n for a in modes(k, y))
    ridge = 1e-6 * np.trace(k) / n
    curve = []
    for p in grid:
        kappa = scipy.optimize.brentq(lambda s: s - ridge - (s * values / (s + p * values)).sum(), 1e-18, 1e9, xtol=1e-300, rtol=1e-14)
        gamma = (p * values**2 / (kappa + p * values) ** 2).sum()
        curve.append((power * kappa**2 / (kappa + p * values) ** 2).sum() / (1 - gamma))
    return curve


def bures(z, h):
    """The affine signature of one activation, by SciPy's matrix roots and assignment."""
    cov = lambda a: np.cov(a.T, bias=True) + 1e-6 * np.trace(np.cov(a.T, bias=True)) / a.shape[1] * np.eye(a.shape[1])
    a, b = cov(z), cov(h)
    root = scipy.linalg.sqrtm(a).real
    inverse = np.linalg.inv(root)
    turn = inverse @ scipy.linalg.sqrtm(root @ b @ root).real @ inverse
    cost = scipy.spatial.distance.cdist(centered(z) @ turn, centered(h), "sqeuclidean")
    rows, cols = scipy.optimize.linear_sum_assignment(cost)
    return 1 - math.sqrt(cost[rows, cols].mean() / (2 * np.trace(np.cov(h.T, bias=True))))


def barrier(net, other):
    at = lambda a: float(net.loss((1 - a) * net.theta + a * other.theta))
    return max(0, *(at(a) - (1 - a) * at(0) - a * at(1) for a in np.linspace(0, 1, 11)))


def of_network(activation, loss):
    def expected(files):
        net = Net(files["input"], activation, loss)
        start = Net({**files["input"], **{k: v for k, v in files["with"].items() if k[0] in "wb"}}, activation, loss)
        k, k0, y = ntk(net), ntk(start), net.targets()
        n = len(k)
        g = net.gradients()
        hold = np.eye(n) - 1 / n
        kc, yc = hold @ k @ hold, hold @ y @ y.T @ hold
        hess = net.hessian()
        eig, vec = np.linalg.eigh(hess)
        zs = [z.numpy() for z in net.forward(net.theta, net.x)]
        chi = [float((net.of_layer(l, l + 1) ** 2).sum((1, 2)).mean() / zs[l + 1].shape[1]) for l in range(net.depth - 1)]
        p = {name: t.numpy() for name, t in net.split(net.theta).items()}
        mean, gram = g.mean(0), g @ g.T
        cov = np.cov(net.x.numpy().T, bias=True)
        top = np.linalg.eigh(cov)[1][:, -1]
        cosines = gram / np.sqrt(np.outer(np.diag(gram), np.diag(gram)))
        i, j = np.triu_indices(n, 1)
        out = torch.func.hessian(lambda f: net_loss(net, f))(net.f(net.theta, net.x))
        jac = net.jacobian().reshape(n * y.shape[1], -1).numpy()
        gn = jac.T @ out.reshape(n * y.shape[1], -1).numpy() @ jac
        sizes = {name: t.numel() for name, t in ((m, net.t[m]) for m in net.names)}
        places = np.cumsum([0, *sizes.values()])
        variance = g.var(0)
        keep = variance > 1e-12 * (g**2).mean(0)
        ratio = np.where(keep, mean**2 / np.where(keep, variance, 1), np.nan)
        found = {
            "train-loss": float(net.loss(net.theta)),
            "gradient-norm": {"total": np.linalg.norm(mean)},
            "ntk": k,
            "ntk-spectrum": np.linalg.eigvalsh(k)[::-1],
            "kernel-target-alignment": (kc * yc).sum() / np.linalg.norm(kc) / np.linalg.norm(yc),
            "kernel-drift": {
                "relative": np.linalg.norm(k - k0) / np.linalg.norm(k0),
                "rotation": 1 - (k * k0).sum() / np.linalg.norm(k) / np.linalg.norm(k0),
            },
            "cumulative-power": np.cumsum(modes(k, y)[1]) / (y**2).sum(),
            "apjn": {f"w{l}": math.log((net.of_layer(None, l) ** 2).sum((1, 2)).mean() / zs[l].shape[1]) for l in range(net.depth)},
            "jacobian-susceptibility": {f"w{l + 1}": c for l, c in enumerate(chi)},
            "forward-length": {f"w{l}": (z**2).mean() for l, z in enumerate(zs)},
            "forward-correlation": {
                f"w{l}": (on_sphere(z) @ on_sphere(z).T)[i, j].mean() for l, z in enumerate(zs)
            },
            "jacobian-spectrum": np.mean(
                [np.linalg.svd(d.numpy(), compute_uv=False) for d in net.of_layer(None, net.depth - 1)[:8]], axis=0
            ),
            "gradient-coherence": {"coherence": gram.mean() / np.diag(gram).mean()},
            "gradient-snr": {"total": np.nanmean(ratio), "w0": np.nanmean(ratio[: places[1]])},
            "empirical-fisher-trace": np.diag(gram).mean(),
            "gauss-newton": {"trace": np.trace(gn), "largest": np.linalg.eigvalsh(gn)[-1]},
            "principal-alignment": np.mean((top @ p["w0"]) ** 2 / (p["w0"] ** 2).sum(0)),
            "balancedness": {
                f"w{l}": np.linalg.norm(
                    p[f"w{l + 1}"] @ p[f"w{l + 1}"].T
                    - p[f"w{l}"].T @ p[f"w{l}"]
                    - np.outer(p.get(f"b{l}", np.zeros(zs[l].shape[1])), p.get(f"b{l}", np.zeros(zs[l].shape[1])))
                )
                / (np.linalg.norm(p[f"w{l}"]) ** 2 + (p[f"b{l}"] @ p[f"b{l}"] if f"b{l}" in p else 0))
                for l in range(net.depth - 1)
            },
            "sharpness": eig[-1],
            "hessian-top-eigenvalues": eig[::-1][:5],
            "hessian-trace": np.trace(hess),
        }
        found["learning-curve"] = learning_curve(k, y, GRID)
        slope = torch.func.grad(net.loss)(net.theta).numpy()
        found["gradient-hessian-overlap"] = ((vec[:, -5:].T @ slope) ** 2).sum() / (slope @ slope)
        found["edge-of-stability"] = 0.1 * (eig[-1] + 0.02) / (2 + 2 * 0.8)
        found["effective-temperature"] = 0.1 / (1 - 0.8) * np.trace(np.cov(g.T, bias=True)) / 2 / 3
        found["last-layer-bound"] = 2 * zs[-2].shape[1] / n * y.var(0).mean()
        found["mode-connectivity-barrier"] = {"barrier": barrier(net, start)}
        size = 0.01 * math.sqrt((net.x**2).sum() / n)
        lean = torch.func.grad(lambda x: net.loss(net.theta, x))(net.x)
        # An example that no ReLU lets through has no gradient, and no part in the mean.
        away = net.x + size * lean / lean.norm(dim=1, keepdim=True)
        found["perturbation-response"] = {
            "gradient": float(((net.f(net.theta, away) - net.f(net.theta, net.x)).norm(dim=1) / size).nanmean())
        }
        ties = [np.abs(p[f"w{l}"] - p[f"w{l}"].mean()) / p[f"w{l}"].std() for l in range(net.depth)]
        while len(ties) > 1:
            a, b, *rest = ties
            ties = [np.minimum(a[:, :, None], b[None]).max(1), *rest]
        found["deep-graph-persistence"] = persistence({"w": ties[0]})["w"]
        if loss == "cross-entropy":
            same = (net.y[:, None] == net.y).numpy()[i, j]
            found["gradient-coherence"] |= {"within": cosines[i, j][same].mean(), "between": cosines[i, j][~same].mean()}
        if activation != "linear":
            found["non-linearity-signature"] = {
                f"w{l}": bures(z, net.phi(torch.tensor(z)).numpy()) for l, z in enumerate(zs[:-1])
            }
        if net.depth > 2:
            found["correlation-length"] = 1 / abs(np.log(chi[:-1]).mean())
        return found

    return expected


def net_loss(net, out):
    if net.loss_name == "cross-entropy":
        return torch.nn.functional.cross_entropy(out, net.y)
    return torch.nn.functional.mse_loss(out, net.y)


def network(widths, n, classes, bias=True):
    tensors = {"x": draw(n, widths[0]), "y": rng.integers(0, widths[-1], n) if classes else draw(n, widths[-1])}
    for l, (a, b) in enumerate(itertools.pairwise(widths)):
        tensors[f"w{l}"] = draw(a, b, scale=1.3 / math.sqrt(a))
        if bias:
            tensors[f"b{l}"] = draw(b, scale=0.3)
    moved = {k: v + draw(*v.shape, scale=0.2) if k[0] in "wb" else v for k, v in tensors.items()}
    return {"input": tensors, "with": moved}


SETTINGS = [a for f in ("optimizer=heavy-ball", "rate=0.1", "momentum=0.8", "l2=0.02", "batch=3") for a in ("--set", f)]


def turned(files):
    return {k: {n: v.T if n[0] == "w" else v for n, v in t.items()} for k, t in files.items()}


def untorched(expected):
    return lambda files: expected(turned(files))


DEEP = network([4, 6, 5, 3], 14, True)
case("tanh, cross-entropy", DEEP, of_network("tanh", "cross-entropy"), *SETTINGS, "--model", "mlp:4-6-5-3:tanh", "--loss", "cross-entropy")
case("the same as PyTorch lays it out", turned(DEEP), untorched(of_network("tanh", "cross-entropy")),
     *SETTINGS, "--model", "mlp:4-6-5-3:tanh", "--loss", "cross-entropy", precisions=("f8",))
case("gelu, cross-entropy", DEEP, of_network("gelu", "cross-entropy"), *SETTINGS, "--model", "mlp:4-6-5-3:gelu", precisions=("f8",))
TARGETS = network([3, 7, 2], 12, False)
for activation in ("erf", "relu", "quadratic", "linear"):
    case(f"{activation}, mean squared error", TARGETS, of_network(activation, "mse"),
         *SETTINGS, "--model", f"mlp:3-7-2:{activation}", "--loss", "mse", precisions=("f8",))
SQUARE = network([4, 4, 4], 9, True, bias=False)
case("square weights", SQUARE, of_network("tanh", "cross-entropy"), *SETTINGS, "--model", "mlp:4-4-4:tanh", "--loss", "cross-entropy", precisions=("f8",))
case("square weights, out-in", turned(SQUARE), untorched(of_network("tanh", "cross-entropy")),
     *SETTINGS, "--model", "mlp:4-4-4:tanh", "--loss", "cross-entropy", "--layout", "out-in", precisions=("f8",))


def adam(files):
    net = Net(files["input"], "tanh", "mse")
    root = 1 / np.sqrt(files["input"]["preconditioner"])
    eig = np.linalg.eigvalsh(root[:, None] * net.hessian() * root)[-1]
    return {"edge-of-stability": 0.01 * eig * (1 - 0.9) / (2 + 2 * 0.9)}


ADAM = {**TARGETS["input"], "preconditioner": 0.1 + rng.random(3 * 7 + 7 + 7 * 2 + 2)}
case("edge of stability of Adam", {"input": ADAM}, adam, "--model", "mlp:3-7-2:tanh", "--loss", "mse",
     "--set", "optimizer=adam", "--set", "rate=0.01", precisions=("f8",))


def reductions(name, factor):
    def expected(files):
        net = Net(files["input"], "tanh", "mse")
        hess = net.hessian() * factor(net)
        g = torch.func.grad(net.loss)(net.theta).numpy() * factor(net)
        eig = np.linalg.eigvalsh(hess)[-1]
        return {
            "train-loss": float(net.loss(net.theta)) * factor(net),
            "gradient-norm": {"total": np.linalg.norm(g)},
            "sharpness": eig,
            "edge-of-stability": 0.05 * eig / 2,
        }

    case(f"reduction {name}", TARGETS, expected, "--model", "mlp:3-7-2:tanh", "--loss", "mse", "--reduction", name,
         "--set", "rate=0.05", precisions=("f8",))


reductions("mean", lambda net: 1)
reductions("batch-mean", lambda net: 2)
reductions("half-batch-mean", lambda net: 1)
reductions("sum", lambda net: 2 * len(net.x))
