import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import { openedTensors } from '#src/cli/opened-tensors.ts'
import { every, type Column } from '#src/vocabulary/index.ts'
import { javascriptLinearAlgebra } from '#trainer/backend/javascript-linear-algebra.ts'
import { readTensors, type Tensors } from '#trainer/formats/index.ts'
import { checkedOptions } from '#trainer/observing/index.ts'
import { sourceFrom } from '#trainer/offline/index.ts'
import { measured, needsOfSnapshot, nothingMeasured, servedBy, type Snapshot } from '#trainer/snapshots/index.ts'
import { python } from '../../clients/python/python.ts'
import { venv, venvWithTorch, type Venv } from '../../clients/python/venv.ts'
import { phasescope, temporaryFolder } from '../../phasescope.ts'

/** Networks of PyTorch and JAX, and what is measured of their snapshots, against what the frameworks say of themselves. */

const linalg = javascriptLinearAlgebra()

let torch: Venv
let jax: Venv
beforeAll(async () => {
  torch = await venvWithTorch()
  jax = await venv(['jax[cpu]==0.8.1'])
})

const MLP = `
import json, sys, torch
from torch import nn
from phasescope.snapshot import Snapshots
torch.manual_seed(0); torch.set_default_dtype(torch.float64)
class Wrapped(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(8, 24), nn.Tanh(), nn.Linear(24, 24), nn.Tanh(), nn.Linear(24, 4))
    def forward(self, x):
        return self.net(x)
model, loss = Wrapped(), nn.CrossEntropyLoss()
x, y, xt = torch.randn(28, 8), torch.arange(28) % 4, torch.randn(28, 8)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
snapshots = Snapshots(sys.argv[1])
for step in range(4):
    optimizer.zero_grad(); now = loss(model(x), y); now.backward()
    snapshots.take(step, model=model, batch=(x, y), loss=loss, optimizer=optimizer, test=(xt, y), every=1)
    if step == 3:
        these = list(model.parameters())
        slopes = torch.cat([one.reshape(-1) for one in torch.autograd.grad(loss(model(x), y), these, create_graph=True)])
        hessian = torch.stack([torch.cat([one.reshape(-1) for one in torch.autograd.grad(slope, these, retain_graph=True)]) for slope in slopes])
        values = torch.linalg.eigvalsh(hessian).flip(0)
        print(json.dumps({"train-loss": now.item(), "train-accuracy": (model(x).argmax(1) == y).double().mean().item(),
            "test-loss": loss(model(xt), y).item(), "weight-norm/total": torch.cat([one.reshape(-1) for one in these]).norm().item(),
            "gradient-norm/total": slopes.norm().item(), "sharpness": values[0].item(), "hessian-top-eigenvalues": values[:5].tolist(),
            "hessian-smallest-eigenvalue": values[-1].item()}), flush=True)
    optimizer.step()
snapshots.finish()
`

/** The columns of every probe that a snapshot serves, at its step. */
function columnsOf(snapshot: Snapshot): Map<string, Column> {
  const needs = needsOfSnapshot(snapshot, linalg)
  const { probes: served } = servedBy(probes, needs, 1)
  const found = new Map<string, Column>()
  for (const probe of served.filter(
    ({ memory, needs: wanted }) => memory === undefined && !wanted.includes('series'),
  )) {
    const watched = { probe, cadence: every(1), options: checkedOptions(probe, {}) }
    const { observers } = measured(nothingMeasured(), watched, { step: snapshot.step, needs, linalg, seed: 0 })
    for (const report of observers.reports) {
      expect(report.type, probe.id).not.toBe('failed')
      if (report.type === 'measured') for (const column of report.columns) found.set(column.series, column)
    }
  }
  return found
}

/** Only tensors whose names pass. */
const only = (tensors: Tensors, isKept: (name: string) => boolean): Tensors =>
  Object.fromEntries(Object.entries(tensors).filter(([name]) => isKept(name)))

describe('an MLP of PyTorch in float64', () => {
  it('is measured to be what PyTorch says, from its own tensors and computed again from its weights', async (context) => {
    if (torch.python === null) return context.skip(torch.why)
    using folder = temporaryFolder()
    const { code, stdout, stderr } = await python(torch.python, MLP, {}, [folder.path]).ended
    expect(code, stderr).toBe(0)
    const paths = [0, 1, 2, 3].map((step) => join(folder.path, `step-00000000${step}.safetensors`))
    const { facts } = openedTensors(paths[3]!)
    expect(facts).toMatchObject({ model: { widths: [8, 24, 24, 4], activation: 'tanh' }, loss: 'cross-entropy', head: 'net.4.weight', hidden: ['net.1', 'net.3'], faults: [] }) // prettier-ignore
    const snapshot = (isKept: (name: string) => boolean, model: typeof facts.model): Snapshot => {
      const at = (step: number) => sourceFrom(`step-${step}`, only(readTensors(paths[step]!), isKept), facts)
      return { step: 3, input: at(3), facts: { ...facts, model }, before: at(2), twoBefore: at(1), initial: at(0), other: null, products: null } // prettier-ignore
    }
    const theirs = columnsOf(snapshot((name) => !name.includes('inputs'), null))
    const ours = columnsOf(snapshot((name) => /^(weights|inputs|labels|test\.(inputs|labels))/.test(name), facts.model))
    const shared = [...theirs.values()].filter(({ series }) => ours.has(ourName(series)))
    expect(new Set(shared.map(({ series }) => series.split('/')[0])).size).toBeGreaterThan(50)
    for (const { series, values } of shared) {
      const own = ours.get(ourName(series))!
      expect(values.length, series).toBe(own.values.length)
      values.forEach((value, i) => expect(difference(value, own.values[i]!), `${series}[${i}]`).toBeLessThan(1e-6))
    }
    const said = JSON.parse(stdout) as Record<string, number | number[]>
    for (const [series, value] of Object.entries(said))
      for (const [i, number] of [value].flat().entries())
        expect(difference(ours.get(series)!.values[i]!, number), series).toBeLessThan(1e-6)
  })
})

const TRANSFORMER = `
import json, os, sys, time, torch
from torch import nn
from phasescope.snapshot import Snapshots
torch.manual_seed(0); torch.set_default_dtype(torch.float64)
P = 7
class Block(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(d, d) for _ in range(4))
        self.up, self.act, self.down, self.drop = nn.Linear(d, 2 * d), nn.GELU(), nn.Linear(2 * d, d), nn.Dropout(0.5)
    def forward(self, h):
        a = torch.softmax(self.q(h) @ self.k(h).transpose(-1, -2) / h.shape[-1] ** 0.5, -1)
        h = h + self.o(a @ self.v(h))
        return h + self.drop(self.down(self.act(self.up(h))))
class Net(nn.Module):
    def __init__(self, d=8):
        super().__init__()
        self.embed, self.pos = nn.Embedding(P + 1, d), nn.Parameter(torch.randn(3, d) / 3)
        self.block, self.unembed = Block(d), nn.Linear(d, P, bias=False)
    def forward(self, t):
        return self.unembed(self.block(self.embed(t) + self.pos)[:, -1])
model, loss = Net(), nn.CrossEntropyLoss()
pairs = torch.cartesian_prod(torch.arange(P), torch.arange(P))
x, y = torch.cat([pairs, torch.full((len(pairs), 1), P)], 1), (pairs[:, 0] + pairs[:, 1]) % P
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
snapshots = Snapshots(sys.argv[1])
step = 0
while not os.path.exists(os.path.join(sys.argv[1], "enough")):
    optimizer.zero_grad(); loss(model(x), y).backward()
    before = [one.detach().clone() for one in model.parameters()]
    state = torch.get_rng_state()
    snapshots.take(step, model=model, batch=(x, y), test=(x, y), loss=loss, optimizer=optimizer, every=3 if step < 9 else 10**6)
    assert torch.equal(torch.get_rng_state(), state) and model.block.drop.training
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters()))
    if step == 6:
        model.eval()
        these = list(model.parameters())
        slopes = torch.cat([one.reshape(-1) for one in torch.autograd.grad(loss(model(x), y), these, create_graph=True)])
        rows = [torch.autograd.grad(slope, these, retain_graph=True, allow_unused=True) for slope in slopes]
        hessian = torch.stack([torch.cat([(torch.zeros_like(p) if one is None else one).reshape(-1) for one, p in zip(row, these)]) for row in rows])
        values = torch.linalg.eigvalsh(hessian)
        model.train()
        print(json.dumps({"top": values[-1].item(), "low": values[0].item()}), flush=True)
    optimizer.step(); step += 1
    time.sleep(0.001)
snapshots.finish()
`

const RESIDUAL_OF_JAX = `
import json, os, sys, time, jax, jax.numpy as jnp
from phasescope.snapshot import Snapshots
jax.config.update("jax_enable_x64", True)
keys = jax.random.split(jax.random.PRNGKey(0), 4)
params = {"in": {"kernel": jax.random.normal(keys[0], (5, 6)) / 2}, "mid": {"kernel": jax.random.normal(keys[1], (6, 6)) / 3, "bias": jnp.zeros(6)}, "out": {"kernel": jax.random.normal(keys[2], (6, 3)) / 2}}
x, y = jax.random.normal(keys[3], (20, 5)), jnp.arange(20) % 3
def forward(p, x):
    h = x @ p["in"]["kernel"]
    h = h + jnp.tanh(h @ p["mid"]["kernel"] + p["mid"]["bias"])
    return h @ p["out"]["kernel"]
def loss(p, batch):
    x, y = batch
    return -jnp.mean(jax.nn.log_softmax(forward(p, x))[jnp.arange(len(y)), y])
flat, back = jax.flatten_util.ravel_pytree(params)
values = jnp.linalg.eigvalsh(jax.hessian(lambda f: loss(back(f), (x, y)))(flat))
slopes = jax.grad(loss)(params, (x, y))
snapshots = Snapshots(sys.argv[1])
step = 0
while not os.path.exists(os.path.join(sys.argv[1], "enough")):
    snapshots.take(step, model=params, batch=(x, y), gradients=slopes, loss=loss, forward=forward, every=10**6)
    if step == 0:
        print(json.dumps({"top": float(values[-1]), "low": float(values[0])}), flush=True)
    step += 1
    time.sleep(0.001)
snapshots.finish()
`.replace('import json, os', 'import jax.flatten_util, json, os')

/** Curvature that the training itself computes while it goes on, and what it says it is. */
async function curvature(path: string, script: string, at: number) {
  using folder = temporaryFolder()
  const place = join(folder.path, 'net')
  const training = python(path, script, {}, [place])
  const said = JSON.parse((await training.says(/\{.*\}/))[0]) as { top: number; low: number }
  const ids = [
    'sharpness',
    'hessian-smallest-eigenvalue',
    'train-loss',
    'stable-rank',
    'batch-sharpness',
    'hessian-trace',
  ]
  const args = ids.flatMap((id) => ['--probe', id])
  const data = join(folder.path, 'data')
  const { code, stderr } = await phasescope(['observe', place, '--once', '--data', data, ...args])
  expect(code, stderr).toBe(0)
  writeFileSync(join(place, 'enough'), '')
  expect(await training.ended).toMatchObject({ code: 0 })
  const { stdout } = await phasescope(['runs', '--data', data, '--json'])
  const [{ run }] = JSON.parse(stdout) as [{ run: { id: string } }]
  const rows = (await phasescope(['export', run.id, '--data', data])).stdout.trim().split('\n')
  const values = Object.fromEntries(rows.map((row) => row.split(',')).filter(([, step]) => step === String(at)).map(([series, , , value]) => [series, Number(value)])) // prettier-ignore
  return { said, values }
}

describe('the curvature of a network that is no chain', () => {
  it('of PyTorch, a transformer with dropout, is what PyTorch’s own Hessian says', async (context) => {
    if (torch.python === null) return context.skip(torch.why)
    const { said, values } = await curvature(torch.python, TRANSFORMER, 6)
    expect(difference(values.sharpness!, said.top)).toBeLessThan(1e-6)
    expect(difference(values['hessian-smallest-eigenvalue']!, said.low)).toBeLessThan(1e-6)
    expect(values).toMatchObject({ 'batch-sharpness': expect.any(Number), 'hessian-trace': expect.any(Number) })
  })

  it('of JAX, a residual network, is what JAX’s own Hessian says', async (context) => {
    if (jax.python === null) return context.skip(jax.why)
    const { said, values } = await curvature(jax.python, RESIDUAL_OF_JAX, 0)
    expect(difference(values.sharpness!, said.top)).toBeLessThan(1e-6)
    expect(difference(values['hessian-smallest-eigenvalue']!, said.low)).toBeLessThan(1e-6)
    expect(values['hessian-trace']).toBeDefined()
  })
})

/** A hidden layer is called by its module there, and by its place here. */
function ourName(series: string): string {
  return series.replace(/(?<=\/|^)net\.1(?=\.|$|\/)/, 'h1').replace(/(?<=\/|^)net\.3(?=\.|$|\/)/, 'h2')
}

function difference(one: number, other: number): number {
  if (Object.is(one, other) || one === other) return 0
  return Math.abs(one - other) / Math.max(1e-6, Math.abs(one), Math.abs(other))
}
