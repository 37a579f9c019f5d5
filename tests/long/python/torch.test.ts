import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Command, Outcome } from '#src/vocabulary/index.ts'
import { exported } from '../../clients/python/exported.ts'
import { python } from '../../clients/python/python.ts'
import { venvWithTorch, type Venv } from '../../clients/python/venv.ts'
import { freePort, temporaryFolder } from '../../phasescope.ts'
import { served, type Served } from '../../served.ts'

let here: Venv
let hub: Served
const data = temporaryFolder()
beforeAll(async () => {
  here = await venvWithTorch()
  hub = await served(data.path)
})
afterAll(async () => {
  await hub.kill()
  data[Symbol.dispose]()
})

it('keeps a tensor as it was when it was logged, and what else PyTorch gives', async (context) => {
  if (here.python === null) return context.skip(here.why)
  const script = `
import torch, phasescope
run = phasescope.init(project="torch", id="values")
total = torch.zeros(())
weight = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
for step in range(200):
    total += 1
    loss = (weight * total).sum()
    run.log({"total": total, "loss": loss, "half": total.half(), "brain": total.bfloat16(), "int": torch.tensor(step),
             "one": total.reshape(1, 1), "list": [total, 2.0], "weight": weight, "nan": total / 0 - total / 0}, step=step)
total.fill_(-1)
`
  const { code, stderr } = await python(here.python, script, { PHASESCOPE_DATA: data.path }).ended
  expect([code, stderr]).toEqual([0, ''])
  const counted = (name: string, of: (step: number) => number | string) =>
    Array.from({ length: 200 }, (_, step) => `${name},${step},,${of(step)}`)
  for (const name of ['total', 'half', 'brain', 'one'])
    expect(await exported(data.path, 'values', name)).toEqual(counted(name, (step) => step + 1))
  expect(await exported(data.path, 'values', 'loss')).toEqual(counted('loss', (step) => 3 * (step + 1)))
  expect(await exported(data.path, 'values', 'int')).toEqual(counted('int', (step) => step))
  expect(await exported(data.path, 'values', 'nan')).toEqual(counted('nan', () => 'NaN'))
  expect((await exported(data.path, 'values', 'list')).slice(-2)).toEqual(['list,199,0,200', 'list,199,1,2'])
  expect((await exported(data.path, 'values', 'weight')).slice(-1)).toEqual(['weight,199,1,2'])
  expect((await hub.view('values')).summary.run).toMatchObject({
    backend: { name: 'torch' },
    client: { name: 'python', framework: expect.stringMatching(/^torch \d/) as string },
  })
})

it('watches a model: norms and histograms of weights and gradients, every so many passes', async (context) => {
  if (here.python === null) return context.skip(here.why)
  const script = `
import torch, phasescope
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.ReLU(), torch.nn.Linear(16, 1))
run = phasescope.init(project="torch", id="watched")
run.watch(model, every=5)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for step in range(20):
    loss = model(torch.randn(32, 8)).square().mean()
    optimizer.zero_grad()
    loss.backward()
    if step == 10:
        print("norms", float(model[0].weight.norm()), float(model[0].weight.grad.norm()), flush=True)
    optimizer.step()
    run.log({"loss": loss}, step=None)
`
  const { stdout, stderr } = await python(here.python, script, { PHASESCOPE_DATA: data.path }).ended
  expect(stderr).toBe('')
  const [, weight, gradient] = /norms (\S+) (\S+)/.exec(stdout)!
  const norms = await hub.points('watched', 'weights/0/weight/norm')
  expect(norms.steps).toEqual([0, 5, 10, 15])
  expect(norms.values[2]).toBeCloseTo(Number(weight), 6)
  expect((await hub.points('watched', 'gradients/0/weight/norm')).values[2]).toBeCloseTo(Number(gradient), 6)
  const { series } = await hub.view('watched')
  expect(series.filter(({ kind }) => kind === 'histogram').map(({ name, points }) => [name, points])).toEqual(
    expect.arrayContaining([
      ['gradients/0/weight', 4],
      ['weights/2/bias', 4],
    ]),
  )
  const rows = (await exported(data.path, 'watched', 'weights/0/weight')).filter((row) =>
    row.startsWith('weights/0/weight,10,'),
  )
  const shares = rows.map((row) => Number(row.split(',')[3])).filter((_, i) => i > 0 && i % 3 === 0)
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
})

it('two processes of torch.distributed obey at the same step, and refuse together', async (context) => {
  if (here.python === null) return context.skip(here.why)
  const script = `
import os, sys, torch, torch.distributed as dist, phasescope
dist.init_process_group("gloo")
model = torch.nn.Linear(2, 1)
optimizer = torch.optim.Adam([{"params": [model.weight], "lr": 0.5}, {"params": [model.bias], "lr": 0.25}])
scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 1.0)
run = phasescope.init(project="torch", id="agreed")
seen = []
def save(step):
    if dist.get_rank() == 1: raise OSError("rank 1 has no room")
for step in run.steps(1_000_000, optimizer=optimizer, scheduler=scheduler, checkpoint=save):
    optimizer.step(); scheduler.step()
    rate = optimizer.param_groups[1]["lr"]
    if not seen or seen[-1][1] != rate: seen.append((step, rate))
    run.log({"rate": rate}, step=step)
print("seen", seen, step, flush=True)
run.finish()
`
  const env = { PHASESCOPE_DATA: data.path, WORLD_SIZE: '2', MASTER_ADDR: '127.0.0.1', MASTER_PORT: String(await freePort()), OMP_NUM_THREADS: '1' } // prettier-ignore
  const ranks = [0, 1].map((rank) => python(here.python!, script, { ...env, RANK: String(rank) }))
  const ask = async (command: Command) => (await (await hub.command('agreed', command)).json()) as Outcome
  let paused: Outcome
  do paused = await ask({ type: 'pause' })
  while (!paused.ok)
  expect(await ask({ type: 'set', key: 'rate', value: 0.125 })).toEqual(paused)
  expect(await ask({ type: 'checkpoint' })).toMatchObject({ ok: false, why: 'OSError: rank 1 has no room' })
  expect(await ask({ type: 'resume' })).toEqual(paused)
  expect(await ask({ type: 'stop' })).toMatchObject({ ok: true })
  const ends = await Promise.all(ranks.map(({ ended }) => ended))
  expect(ends.map(({ code }) => code)).toEqual([0, 0])
  const said = ends.map(({ stdout }) => /seen (.*)/.exec(stdout)?.[1])
  expect(said[0]).toBe(said[1])
  expect(said[0]).toContain(`(${paused.ok ? paused.step : NaN}, 0.0625)`)
})
