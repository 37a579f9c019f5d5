import { expect, it } from 'vitest'
import { setTimeout as after } from 'node:timers/promises'
import { start } from '../../phasescope.ts'
import { python } from './python.ts'
import type { Shared } from './shared.ts'

/** A network in plain NumPy that is trained in Python and measured beside it. */

export function snapshotsMeasured(given: Shared): void {
  /** Trains until a line on stdin says that it is enough; prints what it knows of its own first step. */
  const SCRIPT = `
import json, sys, threading, time
import numpy as np, phasescope
assert not {"torch", "jax"} & set(sys.modules)
random = np.random.default_rng(0)
x, y = random.normal(size=(24, 6)), np.arange(24) % 4
net = {"w0": random.normal(size=(6, 8)) / 2, "b0": np.zeros(8), "w1": random.normal(size=(8, 4)) / 3, "b1": np.zeros(4)}
hot = np.eye(4)[y]
def forward(net, x):
    return np.tanh(x @ net["w0"] + net["b0"]) @ net["w1"] + net["b1"]
def loss_and_slopes(net):
    h = np.tanh(x @ net["w0"] + net["b0"])
    z = h @ net["w1"] + net["b1"]
    p = np.exp(z - z.max(1, keepdims=True)); p /= p.sum(1, keepdims=True)
    d = (p - hot) / len(y)
    back = (d @ net["w1"].T) * (1 - h * h)
    loss = -np.mean(np.log(p[np.arange(len(y)), y]))
    return loss, {"w0": x.T @ back, "b0": back.sum(0), "w1": h.T @ d, "b1": d.sum(0)}
def flat(net):
    return np.concatenate([one.ravel() for one in net.values()])
def shaped(vector):
    found, at = {}, 0
    for name, one in net.items():
        found[name] = vector[at : at + one.size].reshape(one.shape)
        at += one.size
    return found
here, step_size = flat(net), 1e-5
hessian = np.stack([(flat(loss_and_slopes(shaped(here + e))[1]) - flat(loss_and_slopes(shaped(here - e))[1])) / (2 * step_size) for e in step_size * np.eye(here.size)])
loss, slopes = loss_and_slopes(net)
own = {"norm": float(np.linalg.norm(here)), "loss": float(loss), "gradient": float(np.linalg.norm(flat(slopes))), "sharpness": float(np.linalg.eigvalsh((hessian + hessian.T) / 2)[-1])}
enough = threading.Event()
threading.Thread(target=lambda: (sys.stdin.readline(), enough.set()), daemon=True).start()
run = phasescope.init(project="numpy", id="numpy")
facts = {"network": "mlp:6-8-4:tanh", "loss": "cross-entropy", "optimizer": "gradient-descent", "rate": 0.1}
step = 0
while run.tick(step) and not enough.is_set():
    loss, slopes = loss_and_slopes(net)
    taken = run.snapshot(step, model=net, gradients=slopes, batch=(x, y), forward=forward, every=5 if step < 20 else 10**6, facts=facts)
    if step == 0:
        print(json.dumps({**own, "taken": taken, "folder": str(run._snapshots.folder)}), flush=True)
    net = {name: one - 0.1 * slopes[name] for name, one in net.items()}
    step += 1
    if step > 20:
        time.sleep(0.005)
run.finish()
`

  /** The points of a series, as soon as it has so many up to a step. */
  async function untilPoints(series: string, count: number, upTo = Infinity) {
    for (;;) {
      const found = await given.hub.points('numpy', series)
      if (found.steps !== undefined && found.steps.filter((step) => step <= upTo).length >= count) return found
      await after(20)
    }
  }

  it('writes snapshots that are measured as it goes on, and what the page attaches', async (context) => {
    if (given.here.python === null) return context.skip(given.here.why)
    const training = python(given.here.python, SCRIPT, { PHASESCOPE_DATA: given.data })
    const [line] = await training.says(/\{.*\}/)
    const own = JSON.parse(line) as Record<'norm' | 'loss' | 'gradient' | 'sharpness', number> & { folder: string }
    expect(own).toMatchObject({ taken: true })
    await given.hub.live('numpy')
    const early = await attach('stable-rank')
    expect(early).toMatchObject({ ok: false, why: expect.stringMatching(/Nobody observes the snapshots/) })

    const probes = ['weight-norm', 'train-loss', 'gradient-norm', 'sharpness', 'update-to-weight-ratio']
    const observing = start(['observe', own.folder, ...probes.flatMap((id) => ['--probe', id])])
    const values = async (series: string) => (await untilPoints(series, 4)).values
    expect((await untilPoints('weight-norm/total', 4)).steps).toEqual([0, 5, 10, 15])
    const [norm, loss] = [await values('weight-norm/total'), await values('train-loss')]
    const [gradient, sharpness] = [await values('gradient-norm/total'), await values('sharpness')]
    expect(Math.abs(norm[0]! / own.norm - 1)).toBeLessThan(1e-12)
    expect(Math.abs(loss[0]! / own.loss - 1)).toBeLessThan(1e-12)
    expect(Math.abs(gradient[0]! / own.gradient - 1)).toBeLessThan(1e-12)
    expect(Math.abs(sharpness[0]! / own.sharpness - 1)).toBeLessThan(1e-6)
    expect(loss[3]!).toBeLessThan(loss[0]!)

    expect(await attach('attention-entropy')).toMatchObject({ ok: false, why: expect.stringMatching(/attention/) })
    expect(await attach('stable-rank')).toMatchObject({ ok: true })
    // Of its past; behind that comes what it asks of the training from now on.
    expect((await untilPoints('stable-rank/w0', 4, 15)).steps.slice(0, 4)).toEqual([0, 5, 10, 15])
    const { facts } = await given.hub.view('numpy')
    const attached = facts.flatMap(({ report, writer }) =>
      report.type === 'attached' && writer === undefined ? [report.probe] : [],
    )
    expect(attached).toEqual(['stable-rank'])

    training.tell('enough')
    expect(await training.ended).toMatchObject({ code: 0 })
    observing.child.kill('SIGTERM')
    expect((await observing.ended).code).toBe(0)
  })

  async function attach(probe: string): Promise<unknown> {
    const answer = await given.hub.command('numpy', { type: 'attach', probe, cadence: { kind: 'every', steps: 5 } })
    const said = (await answer.json()) as { error?: string; why?: string }
    return { ok: answer.ok, why: JSON.stringify(said) }
  }
}
