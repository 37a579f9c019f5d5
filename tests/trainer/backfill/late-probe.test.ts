import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { defineProbe, scalar } from '#probes/define.ts'
import { probes } from '#probes/index.ts'
import { every, type Command, type Report } from '#src/vocabulary/index.ts'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { checkpointFile } from '#trainer/checkpoints/files.ts'
import { openScene } from '#trainer/backfill/open-scene.ts'
import { openReplay } from '#trainer/backfill/replay.ts'
import { startReplayer } from '#trainer/backfill/replayer.ts'
import { planRun } from '#trainer/run/plan.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { endOf, reportsOf, tiny } from '../runs.ts'
import { curvesOf, steered, type Script } from '../steered.ts'

const outcomes = ['train-accuracy', 'test-accuracy', 'train-loss']
/** Of weights alone, of gradients, with random numbers, of the optimizer, with a memory, and of other series. */
const late = [
  { probe: 'gini', cadence: every(5) },
  { probe: 'gradient-norm', cadence: every(3) },
  { probe: 'hessian-trace', cadence: every(10), options: { draws: 3 } },
  { probe: 'edge-of-stability', cadence: every(10) },
  { probe: 'path-length', cadence: every(4) },
  { probe: 'grok-delay', cadence: every(2), options: { threshold: 0.08 } },
] as const
const all = [...outcomes, ...late]
const settings: Script = {
  5: [{ type: 'set', key: 'rate', value: 0.02 }],
  25: [{ type: 'set', key: 'rate', value: 0.004 }],
}
const attach = (request: (typeof late)[number] | { probe: string }, more = {}): Command => ({
  type: 'attach',
  ...request,
  ...more,
})
const plan = planRun(tiny)
const fromTheStart = await steered(plan, { probes: all, script: settings })
const whole = curvesOf(fromTheStart.envelopes)
const plainRun = await steered(plan, { probes: [...outcomes, late[0]] })

function joined(...scripts: Script[]): Script {
  const steps = [...new Set(scripts.flatMap((script) => Object.keys(script).map(Number)))]
  return Object.fromEntries(steps.map((step) => [step, scripts.flatMap((script) => script[step] ?? [])]))
}

/** The part of curves within steps. */
function within(curves: ReturnType<typeof curvesOf>, from: number, to: number) {
  const cut = Object.entries(curves).map(
    ([name, points]) => [name, points.filter(([step]) => step >= from && step <= to)] as const,
  )
  return Object.fromEntries(cut.filter(([, points]) => points.length > 0))
}

function only(curves: ReturnType<typeof curvesOf>, probe: string) {
  return Object.fromEntries(Object.entries(curves).filter(([name]) => name.split('/')[0] === probe))
}

function filledOf(reports: readonly Extract<Report, { type: 'filled' }>[], probe: string) {
  return reports.filter((report) => report.probe === probe)
}

describe('a probe that is attached late', () => {
  it('has the curve that it would have had from the start, at every step, whatever it reads', async () => {
    expect(late.map(({ probe }) => Object.keys(only(whole, probe)).length > 0)).toEqual(late.map(() => true))
    const { envelopes, answers } = await steered(plan, {
      probes: outcomes,
      script: joined(settings, { 15: late.map((request) => attach(request)) }),
    })
    expect(answers.map(({ outcome }) => outcome.ok)).toEqual(answers.map(() => true))
    expect(curvesOf(envelopes)).toEqual(whole)
    expect(reportsOf(envelopes, 'unfilled')).toEqual([])
  })

  it('has it too from a replay in a separate process, from checkpoints where there are', async () => {
    using folder = temporaryFolder()
    const requests = [late[2], late[4]]
    const { envelopes } = await steered(plan, {
      probes: outcomes,
      checkpoints: openCheckpoints(folder.path),
      replayer: startReplayer,
      script: joined(settings, { 33: requests.map((request) => attach(request)) }),
    })
    for (const { probe } of requests) expect(only(curvesOf(envelopes), probe)).toEqual(only(whole, probe))
    expect(reportsOf(envelopes, 'ended')[0]?.weights).toBe(endOf(fromTheStart.envelopes).weights)
  })

  it('declares each series once, before its first number', async () => {
    const { envelopes } = await steered(plan, {
      probes: outcomes,
      script: { 15: late.map((request) => attach(request)) },
    })
    const declared = reportsOf(envelopes, 'declared').map(({ series }) => series.name)
    expect(new Set(declared).size).toBe(declared.length)
    expect(declared).toContain('gini/w')
  })

  it('has no past from now on, and from a step what it would have had since', async () => {
    const { envelopes } = await steered(plan, {
      probes: outcomes,
      script: joined(settings, {
        15: [attach(late[0], { from: 'now' }), attach(late[1], { from: 7 }), attach(late[4], { from: 7 })],
      }),
    })
    const since7 = await steered(plan, {
      probes: outcomes,
      script: joined(settings, { 7: [attach(late[4], { from: 'now' })] }),
    })
    const curves = curvesOf(envelopes)
    expect(only(curves, 'gini')).toEqual(within(only(whole, 'gini'), 15, 40))
    expect(only(curves, 'gradient-norm')).toEqual(within(only(whole, 'gradient-norm'), 7, 40))
    expect(only(curves, 'path-length')).toEqual(only(curvesOf(since7.envelopes), 'path-length'))
    expect(only(curves, 'path-length')).not.toEqual({})
    expect(filledOf(reportsOf(envelopes, 'filled'), 'gradient-norm')[0]?.from).toBe(7)
  })

  it('has neither a gap nor a doubled point when it is detached and attached again', async () => {
    const again = (request: (typeof late)[number]): Script => ({
      10: [{ type: 'detach', probe: request.probe }, attach(request)],
      15: [{ type: 'detach', probe: request.probe }],
      20: [attach(request)],
      21: [{ type: 'detach', probe: request.probe }],
      30: [attach(request)],
    })
    const requests = [late[0], late[1], late[4]]
    const { envelopes, answers } = await steered(plan, {
      probes: [...outcomes, ...requests],
      script: joined(settings, ...requests.map(again)),
    })
    expect(answers.filter(({ outcome }) => !outcome.ok)).toEqual([])
    const curves = curvesOf(envelopes)
    for (const { probe } of requests) expect(only(curves, probe)).toEqual(only(whole, probe))
  })

  it('goes by what it was attached with last, though a replay for its first attachment is under way', async () => {
    const request = { probe: 'hessian-trace', cadence: every(10) }
    const { envelopes } = await steered(plan, {
      probes: outcomes,
      script: joined(settings, {
        20: [attach({ ...request }, { options: { draws: 7 } })],
        21: [{ type: 'detach', probe: request.probe }, attach({ ...request }, { options: { draws: 3 } })],
      }),
    })
    const curves = only(curvesOf(envelopes), 'hessian-trace')
    const expected = only(whole, 'hessian-trace')
    const past = (all: typeof curves) => within(all, 0, 19)
    expect(past(curves)).toEqual(past(expected))
  })

  it('is filled in while the run is paused, and measured at once where it stands', async () => {
    const { envelopes } = await steered(plan, {
      probes: outcomes,
      script: { 20: [{ type: 'pause' }], [-20]: [attach(late[0])] },
      leaves: ({ report }) => report.type === 'filled' && report.to === report.goal,
    })
    expect(reportsOf(envelopes, 'ended')).toMatchObject([{ how: 'stopped', step: 20 }])
    expect(only(curvesOf(envelopes), 'gini')).toEqual(within(only(curvesOf(plainRun.envelopes), 'gini'), 0, 20))
  })
})

describe('checkpoints', () => {
  it('alone make a past that is to cost no training', async () => {
    using folder = temporaryFolder()
    const checkpoints = openCheckpoints(folder.path)
    const { envelopes } = await steered(plan, {
      probes: outcomes,
      checkpoints,
      script: joined(settings, {
        33: [attach(late[0], { past: 'checkpoints', cadence: every(1) })],
      }),
    })
    const kept = checkpoints.weightsSteps().filter((step) => step < 33)
    expect(kept.length).toBeGreaterThan(10)
    const steps = curvesOf(envelopes)['gini/w']?.map(([step]) => step)
    expect(steps).toEqual([...kept, 33, 34, 35, 36, 37, 38, 39, 40])
  })
})

describe('a replay', () => {
  const run = { id: plan.id, experiment: plan.experiment.id, parameters: plan.parameters, seed: plan.seed, steps: 200 }
  const request = { attach: { probe: 'gini', cadence: every(50) }, since: 0, past: 'every', live: true } as const
  async function replayed(checkpoints: string | null) {
    const scene = await openScene({ run, sources: [], checkpoints, userProbes: null, other: null })
    const replay = openReplay(scene, [{ ...request, gaps: [{ from: 0, to: 160 }] }])
    const reports = (await Array.fromAsync(replay.to(160, []))).flat()
    scene.system.dispose()
    const envelopes = reports.map((report, seq) => ({ run: plan.id, seq, at: 0, report }))
    return { updates: replay.updates, curves: curvesOf(envelopes) }
  }

  it('of weights alone trains nothing where checkpoints are due when the probe is', async () => {
    using folder = temporaryFolder()
    const long = await steered(
      { ...plan, steps: 200 },
      { probes: ['train-loss'], checkpoints: openCheckpoints(folder.path) },
    )
    expect(reportsOf(long.envelopes, 'ended')[0]?.how).toBe('completed')
    const fromFiles = await replayed(folder.path)
    const again = await replayed(null)
    expect(fromFiles.updates).toBe(0)
    expect(again.updates).toBe(150)
    expect(fromFiles.curves).toEqual(again.curves)
    expect(again.curves['gini/w']?.map(([step]) => step)).toEqual([0, 50, 100, 150])
    // One that is damaged is passed over.
    writeFileSync(checkpointFile(folder.path, 100, 'weights').path, 'nothing')
    const damaged = await replayed(folder.path)
    expect(damaged.updates).toBeGreaterThan(0)
    expect(damaged.curves).toEqual(again.curves)
  })
})

describe('what cannot be filled in', () => {
  it('is refused where it reads the clock', async () => {
    const { envelopes, answers } = await steered(plan, {
      probes: [],
      script: { 10: [attach({ probe: 'elapsed' }, { from: 'start' }), attach({ probe: 'elapsed' })] },
    })
    expect(answers.map(({ outcome }) => outcome)).toEqual([
      { ok: false, why: expect.stringContaining("Probe 'elapsed' reads the clock of the machine") },
      { ok: true, step: 10, note: expect.stringContaining('its past cannot be backfilled') },
    ])
    expect(reportsOf(envelopes, 'filled')).toEqual([])
  })

  it('because the probe throws there, is said with its reason, harms nothing, and what came before stays', async () => {
    const brittle = defineProbe({
      ...probes.find(({ id }) => id === 'gradient-norm')!,
      id: 'brittle',
      needs: ['gradients', 'train'],
      cost: 'free',
      cadence: every(1),
      output: scalar(),
      measure: ({ train }) => {
        if (train.accuracy > 0.2 && train.accuracy < 0.6) throw new Error('Cannot bear it')
        return train.loss
      },
    })
    const { envelopes, answers } = await steered(plan, {
      probes: outcomes,
      more: [brittle],
      script: { 39: [attach({ probe: 'brittle' })] },
    })
    expect(answers).toEqual([{ command: expect.anything(), outcome: { ok: true, step: 39 } }])
    const [unfilled] = reportsOf(envelopes, 'unfilled')
    expect(unfilled).toMatchObject({ probe: 'brittle', why: 'Cannot bear it' })
    const steps = curvesOf(envelopes).brittle?.map(([step]) => step)
    expect(steps).toEqual([...Array(unfilled!.step).keys(), 39, 40])
    expect(curvesOf(envelopes)['train-loss']).toEqual(curvesOf(plainRun.envelopes)['train-loss'])
  })

  it('because its process is gone, is said with its reason, and the run ends', async () => {
    const { envelopes } = await steered(plan, {
      probes: outcomes,
      script: { 20: [attach(late[0]), attach(late[4])] },
      replayer: (heard) => {
        const replayer = startReplayer(heard)
        process.kill(replayer.pid!, 'SIGKILL')
        return replayer
      },
    })
    expect(reportsOf(envelopes, 'unfilled')).toEqual(
      ['gini', 'path-length'].map((probe) => ({
        type: 'unfilled',
        probe,
        step: expect.any(Number),
        why: 'The process that replays the run ended with SIGKILL',
      })),
    )
    expect(reportsOf(envelopes, 'ended')).toMatchObject([{ how: 'completed', step: 40 }])
    expect(curvesOf(envelopes)['gini/w']?.map(([step]) => step)).toEqual([20, 25, 30, 35, 40])
  })

  it('ends where a run ends that is stopped early', async () => {
    const { envelopes } = await steered(plan, {
      probes: outcomes,
      script: joined(settings, { 10: [attach(late[4])], 24: [{ type: 'stop' }] }),
    })
    expect(only(curvesOf(envelopes), 'path-length')).toEqual(within(only(whole, 'path-length'), 0, 24))
    expect(reportsOf(envelopes, 'filled').at(-1)).toMatchObject({ to: 24, goal: 24 })
  })
})

describe('a probe that a replay measures to the end of the run', () => {
  it('is retuned at the step at which it was asked for', async () => {
    const retune: Script = { 20: [{ type: 'retune', probe: 'path-length', cadence: every(7) }] }
    const own = await steered(plan, { probes: [late[4]], script: joined(settings, retune) })
    const { envelopes } = await steered(plan, {
      probes: [],
      script: joined(settings, { 10: [attach(late[4])] }, retune),
    })
    expect(curvesOf(envelopes)).toEqual(curvesOf(own.envelopes))
  })

  it('reads series of probes that were attached late themselves, or retuned', async () => {
    const retune: Script = { 12: [{ type: 'retune', probe: 'train-accuracy', cadence: every(4) }] }
    const sums = [
      sumOf('first-sum', 'train-accuracy'),
      sumOf('second-sum', 'test-accuracy'),
      sumOf('third-sum', 'first-sum'),
    ]
    const ids = sums.map(({ id }) => id)
    const own = await steered(plan, {
      probes: [...outcomes, ...ids],
      more: sums,
      script: joined(settings, retune),
    })
    const { envelopes } = await steered(plan, {
      probes: ['train-accuracy'],
      more: sums,
      script: joined(settings, retune, {
        10: [attach({ probe: 'test-accuracy' })],
        16: ids.map((probe) => attach({ probe })),
      }),
    })
    for (const id of ids) {
      expect(only(curvesOf(envelopes), id)).toEqual(only(curvesOf(own.envelopes), id))
      expect(only(curvesOf(envelopes), id)[id]).toHaveLength(41)
    }
  })
})

/** The sum of what a series was so far, and how often it was measured. */
function sumOf(id: string, watched: string) {
  return defineProbe({
    ...probes.find((probe) => probe.id === 'train-loss')!,
    id,
    needs: ['series'],
    cadence: every(1),
    output: scalar(),
    options: [{ key: 'watched', about: 'What to sum', type: 'series', default: watched }],
    measure: ({ series }) =>
      series.watched!.values.reduce((sum, value) => sum + value, 1000 * series.watched!.values.length),
  })
}

describe('trying a probe', () => {
  it('tells what it takes and leaves no trace, also of one that remembers', async () => {
    const tries: Command[] = late.map(({ probe }) => ({ type: 'try', probe }))
    const { envelopes, answers } = await steered(plan, { probes: all, script: joined(settings, { 12: tries }) })
    expect(answers.filter(({ command }) => command.type === 'try').map(({ outcome }) => outcome)).toEqual(
      tries.map(() => ({ ok: true, step: 12, ms: expect.any(Number) })),
    )
    expect(curvesOf(envelopes)).toEqual(whole)
    expect(reportsOf(envelopes, 'applied').map(({ command }) => command.type)).toEqual(['set', 'set'])
  })
})
