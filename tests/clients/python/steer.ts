import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { expect, it } from 'vitest'
import type { Command, Outcome } from '#src/vocabulary/index.ts'
import { python } from './python.ts'
import type { Shared } from './shared.ts'

export function steeredScripts(given: Shared): void {
  /** A training that says each step, and whose rate is another after each command that changes it. */
  const TRAINING = `
import sys, time, phasescope
class Optimizer:
    def __init__(self): self.param_groups = [{"lr": 0.5}, {"lr": 0.125}]
class Scheduler:
    base_lrs = [0.5, 0.125]
def save(step):
    if step == 0: raise OSError("no room")
    return 4096
optimizer, scheduler = Optimizer(), Scheduler()
run = phasescope.init(project="steered", id=sys.argv[1])
for step in run.steps(range(100_000), optimizer=optimizer, scheduler=scheduler, checkpoint=save):
    run.log({"rate": optimizer.param_groups[1]["lr"], "base": scheduler.base_lrs[1]}, step=step)
    print("step", step, flush=True)
    time.sleep(0.001)
print("left at", step + 1, flush=True)
run.finish()
`

  async function told(run: string, command: Command): Promise<Outcome> {
    return (await (await given.hub.command(run, command)).json()) as Outcome
  }

  it('pauses, goes on, steps, stops; sets every rate; keeps a checkpoint: each answered with its step', async (context) => {
    if (given.here.python === null) return context.skip(given.here.why)
    const script = python(given.here.python, TRAINING, { PHASESCOPE_DATA: given.data }, ['s'])
    await script.says(/step 0\n/)
    await given.hub.live('s')
    const paused = await until(() => told('s', { type: 'pause' }))
    expect(await told('s', { type: 'set', key: 'rate', value: 0.25 })).toEqual(paused)
    expect(await told('s', { type: 'checkpoint' })).toEqual(paused)
    expect(await told('s', { type: 'step', steps: 2 })).toEqual(paused)
    const there = paused.step + 2
    await pausedAt('s', there)
    expect(await told('s', { type: 'set', key: 'lr', value: 0.125 })).toEqual({ ok: true, step: there })
    expect(await told('s', { type: 'set', key: 'depth', value: 3 })).toMatchObject({
      ok: false,
      why: "There is no setting 'depth'; there is rate, the learning rate of the optimizer",
    })
    expect(await told('s', { type: 'until', step: 100_000 })).toMatchObject({
      ok: false,
      why: 'The run is planned for 100000 steps, and ends before step 100000',
    })
    expect(await told('s', { type: 'set', key: 'rate', value: -1 })).toMatchObject({ ok: false })
    expect(await told('s', { type: 'fork' })).toMatchObject({ ok: false })
    expect(await told('s', { type: 'until', step: there + 5 })).toEqual({ ok: true, step: there })
    await pausedAt('s', there + 5)
    expect(await told('s', { type: 'stop' })).toEqual({ ok: true, step: there + 5 })
    const { code, stdout, stderr } = await script.ended
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain(`left at ${there + 5}\n`)
    const { summary, facts } = await given.hub.view('s')
    expect(summary).toMatchObject({ status: 'stopped', run: { steps: 100_000 } })
    const { steps, values } = await given.hub.points('s', 'rate', 'points=20000')
    const rates = Object.fromEntries(steps.map((step, i) => [step, values[i]]))
    expect(rates[paused.step - 1] ?? 0.125).toBe(0.125)
    expect([rates[paused.step], rates[there - 1]]).toEqual([0.0625, 0.0625])
    expect([rates[there], rates[there + 4]]).toEqual([0.03125, 0.03125])
    expect((await given.hub.points('s', 'base', 'points=20000')).values).toEqual(values)
    expect(facts.map(({ report }) => report)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          type: 'described',
          settable: [expect.objectContaining({ key: 'rate', default: 0.5 })],
        }),
        { type: 'applied', command: { type: 'set', key: 'rate', value: 0.25 }, step: paused.step },
        { type: 'applied', command: { type: 'set', key: 'rate', value: 0.125 }, step: there },
        { type: 'checkpointed', step: paused.step, bytes: 4096, whole: true },
      ]),
    )
  })

  it('is paused before its first step, and says what its function could not do', async (context) => {
    if (given.here.python === null) return context.skip(given.here.why)
    const waiting = TRAINING.replace('for step in', 'run._steering.paused = True\nfor step in')
    const script = python(given.here.python, waiting, { PHASESCOPE_DATA: given.data }, ['waiting'])
    await given.hub.live('waiting')
    const outcome = await until(() => told('waiting', { type: 'checkpoint' }), ({ ok }) => !ok) // prettier-ignore
    expect(outcome).toMatchObject({ ok: false, why: 'OSError: no room' })
    expect(await told('waiting', { type: 'stop' })).toEqual({ ok: true, step: 0 })
    await script.ended
  })

  it('is asked for probes where it takes snapshots, whether or not it can be steered', async (context) => {
    if (given.here.python === null) return context.skip(given.here.why)
    const script = python(
      given.here.python,
      `
import sys, threading, numpy as np, phasescope
run = phasescope.init(project="snapshots", id="attached")
end = threading.Event()
threading.Thread(target=lambda: (sys.stdin.readline(), end.set()), daemon=True).start()
step = 0
while not end.wait(0.002):
    run.snapshot(step, model={"w": np.ones((2, 2))}, every=1_000_000)
    run.log({"loss": 1.0}, step=step)
    step += 1
`,
      { PHASESCOPE_DATA: given.data },
    )
    await given.hub.live('attached')
    const attach: Command = { type: 'attach', probe: 'weight-norm' }
    expect(await until(() => told('attached', attach), ({ ok }) => !ok)).toMatchObject({
    why: 'Nobody observes the snapshots of this run; start: phasescope observe FOLDER',
  }) // prettier-ignore
    const folder = join(given.data, 'snapshots', 'attached')
    writeFileSync(join(folder, 'wanted.json'), JSON.stringify({ every: 1, namespaces: [], offers: ['weight-norm'] }))
    const outcome = await until(() => told('attached', { ...attach, cadence: { kind: 'every', steps: 7 } }))
    expect(JSON.parse(readFileSync(join(folder, 'asked.json'), 'utf8'))).toEqual([
      { probe: 'weight-norm', cadence: { kind: 'every', steps: 7 }, options: {} },
    ])
    expect(await told('attached', { type: 'detach', probe: 'weight-norm' })).toMatchObject({ ok: true })
    script.tell('end')
    expect((await script.ended).code).toBe(0)
    const { facts } = await given.hub.view('attached')
    expect(facts.flatMap(({ report }) => (/^attached|^detached/.test(report.type) ? [report] : []))).toEqual([
      expect.objectContaining({ type: 'attached', probe: 'weight-norm', step: outcome.step }),
      expect.objectContaining({ type: 'detached', probe: 'weight-norm' }),
    ])
  })

  /** Resolves once the run says that it paused by itself at a step. */
  async function pausedAt(run: string, step: number): Promise<void> {
    const by = { type: 'applied', command: { type: 'pause' }, step, by: 'until' }
    while (!(await given.hub.view(run)).facts.some(({ report }) => isDeepStrictEqual(report, by))) await after(20)
  }

  /** Asks again until the run obeys, and is where it is to be: a training says what it obeys once its first step begins. */
  async function until(
    ask: () => Promise<Outcome>,
    isIt: (outcome: Outcome & { step: number }) => boolean = ({ ok }) => ok,
  ): Promise<Outcome & { step: number }> {
    for (;;) {
      const outcome = (await ask()) as Outcome & { step: number; why?: string }
      if (isIt(outcome) && !/does not obey/.test(outcome.why ?? '')) return outcome
    }
  }
}
