import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import {
  adaptive,
  every,
  isDue,
  startsBefore,
  type Adaptive,
  type Command,
  type Envelope,
} from '#src/vocabulary/index.ts'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { openReplay, openScene } from '#trainer/backfill/index.ts'
import { branching, planOfBranch } from '#trainer/resuming/fork.ts'
import { planOf, resumption } from '#trainer/resuming/resume.ts'
import { planRun } from '#trainer/run/plan.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { recordFrom } from '../records.ts'
import { backend, reportsOf, tiny } from '../runs.ts'
import { curvesOf, steered, type Script } from '../steered.ts'

const following = adaptive(1, 16) as Adaptive
const LAST = 121
const plan = planRun({ ...tiny, steps: LAST })
/** One part on a range, one on a logarithmic scale, many parts with a headline, one that remembers, one that reads another. */
const IDS = ['test-accuracy', 'test-loss', 'weight-norm', 'path-length'] as const
const reader = { probe: 'grok-delay', cadence: every(3), options: { threshold: 0.08 } } as const
const withCadence = (cadence = following as ReturnType<typeof adaptive>) => [
  'train-accuracy',
  ...IDS.map((probe) => ({ probe, cadence })),
  reader,
]

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const kept = (name: string) => openCheckpoints(join(folder.path, name))
type Curves = ReturnType<typeof curvesOf>

const everywhere = curvesOf((await steered(plan, { probes: withCadence(every(1)) })).envelopes)
const unbroken = await steered(plan, { probes: withCadence(), checkpoints: kept('whole') })
const whole = curvesOf(unbroken.envelopes)

const followed = Object.keys(whole).filter((name) => IDS.some((id) => name.split('/')[0] === id))
const stepsOf = (curves: Curves, name: string) => curves[name]!.map(([step]) => step)
const within = (curves: Curves, name: string, is: (step: number) => boolean) =>
  curves[name]!.filter(([step]) => is(step))

describe('a probe whose cadence follows its curve', () => {
  it('has some of the steps of the whole curve, and their values to the bit', () => {
    expect(followed.length).toBeGreaterThan(IDS.length)
    for (const name of followed) {
      expect(everywhere[name]).toEqual(expect.arrayContaining(whole[name]!))
      expect(whole[name]!.length).toBeGreaterThan(20)
      expect(stepsOf(whole, name).at(-1)).toBe(LAST)
    }
    const counts = IDS.map((id) => whole[followed.find((name) => name.startsWith(id))!]!.length)
    expect(Math.min(...counts)).toBeLessThan(LAST / 3)
    expect(new Set(counts).size).toBeGreaterThan(1)
  })

  it('leaves the weights as they are', () => {
    expect(reportsOf(unbroken.envelopes, 'ended')[0]!.weights).toMatch(/^sha256:/)
  })
})

describe('attached late', () => {
  it.each([33, 70, 101])(
    'at step %i, has every step that it would have had, and from the third block on no other',
    async (at) => {
      const script: Script = { [at]: IDS.map((probe) => ({ type: 'attach', probe, cadence: following })) }
      const { envelopes } = await steered(plan, { probes: ['train-accuracy', reader], script })
      expect(reportsOf(envelopes, 'unfilled')).toEqual([])
      const late = curvesOf(envelopes)
      const isSettled = (step: number) => step < at || startsBefore(following, step)[0] >= at
      for (const name of followed) {
        expect(stepsOf(late, name)).toEqual([...new Set(stepsOf(late, name))])
        expect(late[name]).toEqual(expect.arrayContaining(whole[name]!))
        expect(everywhere[name]).toEqual(expect.arrayContaining(late[name]!))
        expect(within(late, name, isSettled)).toEqual(within(whole, name, isSettled))
      }
    },
  )

  it('has neither a gap nor a doubled point where it was detached for a while', async () => {
    const script: Script = {
      37: [{ type: 'detach', probe: 'test-accuracy' }],
      90: [{ type: 'attach', probe: 'test-accuracy', cadence: following }],
    }
    const { envelopes } = await steered(plan, { probes: withCadence(), script })
    const late = curvesOf(envelopes)
    const is = (step: number) => step < 90
    expect(within(late, 'test-accuracy', is)).toEqual(within(whole, 'test-accuracy', is))
    expect(late['test-accuracy']).toEqual(expect.arrayContaining(whole['test-accuracy']!))
  })

  it('begins dense where another cadence held before', async () => {
    const script: Script = { 50: [{ type: 'retune', probe: 'test-accuracy', cadence: following }] }
    const { envelopes } = await steered(plan, { probes: [{ probe: 'test-accuracy', cadence: every(7) }], script })
    const steps = stepsOf(curvesOf(envelopes), 'test-accuracy')
    expect(steps).toEqual(expect.arrayContaining([42, 49, 51, 52, 53, 54, 55, 56, 57]))
    expect(stepsOf(whole, 'test-accuracy').filter((step) => step > 96)).toEqual(steps.filter((step) => step > 96))
  })
})

describe('a replay', () => {
  it.each([1, 9, 21, 37, 66, 83])(
    'that begins at step %i, where another was killed, goes on as that would have',
    async (from) => {
      const { id, parameters, seed } = plan
      const run = { id, experiment: plan.experiment.id, parameters, seed, steps: LAST }
      const scene = await openScene({ run, sources: [], checkpoints: null, userProbes: null, other: null })
      const attach = { probe: 'test-accuracy', cadence: following, options: {} }
      const request = { attach, since: 0, past: 'every', live: true, gaps: [{ from, to: 110 }] } as const
      const reports = (await Array.fromAsync(openReplay(scene, [request]).to(110, []))).flat()
      scene.system.dispose()
      const curves = curvesOf(reports.map((report, seq) => ({ run: id, seq, at: 0, report })))
      const is = (step: number) => step >= from && step <= 110
      expect(curves['test-accuracy']).toEqual(within(whole, 'test-accuracy', is))
    },
  )
})

describe('zoomed into', () => {
  const zoom = (probe: string, from: number, to: number): Command => ({
    type: 'attach',
    probe,
    cadence: every(1),
    from,
    to,
  })

  it('has every step there, once, equal to the bit, and nothing else has changed', async () => {
    const script: Script = { 110: IDS.map((probe) => zoom(probe, 45, 75)) }
    const { envelopes, answers } = await steered(plan, { probes: withCadence(), script, checkpoints: kept('zoom') })
    expect(answers.map(({ outcome }) => outcome.ok)).toEqual(answers.map(() => true))
    const curves = curvesOf(envelopes)
    for (const name of followed) {
      const isThere = new Set(stepsOf(whole, name))
      expect(curves[name]).toEqual(within(everywhere, name, (step) => isThere.has(step) || (step >= 45 && step <= 75)))
    }
  })

  it('also where its past was filled in, and where a sparser cadence is asked to follow the curve', async () => {
    const script: Script = {
      70: [{ type: 'attach', probe: 'test-loss', cadence: following }],
      80: [{ type: 'attach', probe: 'test-accuracy', cadence: following, from: 30, to: 60 }],
      110: [zoom('test-loss', 45, 75)],
    }
    const probes = [{ probe: 'test-accuracy', cadence: every(10) }]
    const { envelopes, answers } = await steered(plan, { probes, script })
    expect(answers.map(({ outcome }) => outcome.ok)).toEqual([true, true, true])
    const curves = curvesOf(envelopes)
    for (const name of ['test-loss', 'test-accuracy']) {
      expect(stepsOf(curves, name)).toEqual([...new Set(stepsOf(curves, name))])
      expect(everywhere[name]).toEqual(expect.arrayContaining(curves[name]!))
    }
    const there = stepsOf(whole, 'test-loss')
    expect(stepsOf(curves, 'test-loss').filter((step) => step < 76)).toEqual([
      ...there.filter((step) => step < 45),
      ...Array.from({ length: 31 }, (_, i) => 45 + i),
    ])
    const isAsked = (step: number) => step >= 30 && step <= 60
    expect(stepsOf(curves, 'test-accuracy').filter(isAsked)).toEqual(
      Array.from({ length: LAST + 1 }, (_, step) => step).filter(
        (step) => isAsked(step) && (step % 10 === 0 || stepsOf(whole, 'test-accuracy').includes(step)),
      ),
    )
  })
})

describe('cut off and gone on with', () => {
  const script: Script = {
    20: [{ type: 'checkpoint' }],
    53: [{ type: 'checkpoint' }],
    70: [
      { type: 'attach', probe: 'gini', cadence: following },
      { type: 'attach', probe: 'test-loss', cadence: every(1), from: 33, to: 47 },
    ],
    77: [{ type: 'checkpoint' }],
  }

  it('is the run that was not, to the bit, wherever it is cut', async () => {
    const checkpoints = kept('cut')
    const one = await steered(plan, { probes: withCadence(), script, checkpoints })
    const curves = curvesOf(one.envelopes)
    const places = [0.15, 0.3, 0.5, 0.62, 0.7, 0.8, 0.95].map((part) => Math.floor(part * one.envelopes.length))
    for (const cut of places) {
      const before = one.envelopes.slice(0, cut)
      const record = await recordFrom(before)
      const rest = await steered(planOf(record), {
        script,
        checkpoints,
        origin: (probes) => resumption(record, checkpoints, probes),
      })
      expect(curvesOf(joined(before, rest.envelopes)), `cut behind ${cut}`).toEqual(curves)
    }
  })

  it('is its parent, to the bit, as a branch without a change', async () => {
    const checkpoints = kept('fork')
    const parent = await steered(plan, { probes: withCadence(), script, checkpoints })
    for (const at of [25, 53, 60, 90]) {
      const record = await recordFrom(parent.envelopes)
      const branch = planOfBranch(record, { at, set: {} })
      const engine = await backend()
      const behind = Object.fromEntries(Object.entries(script).filter(([step]) => Number(step) > at))
      const { envelopes } = await steered(branch, {
        script: behind,
        origin: (probes) => branching(record, branch, engine, checkpoints, probes),
      })
      expect(curvesOf(envelopes), `a branch at ${at}`).toEqual(curvesOf(parent.envelopes))
    }
  })
})

/** What a run reported until it was cut off, and when it was gone on with. */
function joined(before: readonly Envelope[], after: readonly Envelope[]): Envelope[] {
  return [...before, ...after]
}

it('is measured at no checkpoint less where a past is to cost no training', async () => {
  const checkpoints = kept('files')
  const script: Script = { 100: [{ type: 'attach', probe: 'weight-norm', cadence: following, past: 'checkpoints' }] }
  const { envelopes } = await steered(plan, { probes: ['train-loss'], script, checkpoints })
  const steps = stepsOf(curvesOf(envelopes), 'weight-norm/total').filter((step) => step < 100)
  expect(steps).toEqual(checkpoints.weightsSteps().filter((step) => step < 100))
  expect(steps.length).toBeGreaterThan(10)
  expect(steps.some((step) => !isDue(following, step))).toBe(true)
})
