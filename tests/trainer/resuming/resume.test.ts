import * as fc from 'fast-check'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { detectorProbe } from '#probes/detector.ts'
import { defineDetector } from '#probes/detectors/define.ts'
import { every, isOfMachine, type Envelope, type Report } from '#src/vocabulary/index.ts'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { planRun } from '#trainer/run/plan.ts'
import { planOf, resumption } from '#trainer/resuming/resume.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { recordFrom } from '../records.ts'
import { reportsOf, tiny } from '../runs.ts'
import { curvesOf, steered, type Script } from '../steered.ts'

const learned = detectorProbe(
  defineDetector<boolean>({
    id: 'learned',
    name: 'Learned',
    symbol: 'l',
    formula: 'l',
    about: 'First step at which train accuracy is above 0.3',
    caveat: 'None',
    estimator: 'Exact',
    edges: 'None',
    reference: 'None',
    options: [{ key: 'of', about: 'Which accuracy', type: 'series', default: 'train-accuracy' }],
    initial: () => false,
    next: (done, { step, value }) =>
      done || value <= 0.3
        ? { state: done, seen: [] }
        : { state: true, seen: [{ step, label: 'Learned', about: `Accuracy ${value}` }] },
  }),
)
const order = {
  ...tiny,
  breaks: ['train-accuracy > 0.4 => mark "high", checkpoint, densify gradient-norm every 1 for 4 steps'],
  probes: ['path-length@4', 'grok-delay@3', 'hessian-trace@10'],
  probeOptions: ['grok-delay.threshold=0.08', 'hessian-trace.draws=2'],
}
const script: Script = {
  0: [{ type: 'budget', share: 0.9999 }],
  5: [{ type: 'set', key: 'rate', value: 0.02 }],
  9: [{ type: 'checkpoint' }],
  12: [{ type: 'attach', probe: 'gini', cadence: every(4) }],
  13: [
    {
      type: 'break',
      breakpoint: { id: 'long', when: 'path-length/total > 3', then: [{ type: 'mark', label: 'far' }] },
    },
  ],
  14: [{ type: 'attach', probe: 'sharpness', cadence: every(10), from: 'now' }],
  17: [{ type: 'checkpoint' }, { type: 'detach', probe: 'gini' }],
  19: [{ type: 'retune', probe: 'path-length', cadence: every(2) }],
  24: [
    { type: 'attach', probe: 'gini', cadence: every(4) },
    { type: 'set', key: 'weightDecay', value: 1 },
  ],
  30: [{ type: 'checkpoint' }],
}

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const checkpoints = openCheckpoints(folder.path)
const plan = planRun(order)
const unbroken = await steered(plan, { script, checkpoints, watchers: [learned] })

/** Facts of a run in the order of their steps, but for what comes when it comes: a past, costs, files. */
function factsOf(envelopes: readonly Envelope[]): string[] {
  const untimed: Report['type'][] = ['measured', 'filled', 'resumed', 'checkpointed', 'started', 'ended']
  return envelopes
    .map(({ report }) => report)
    .filter(
      (report) => !untimed.includes(report.type) && !(report.type === 'declared' && isOfMachine(report.series.probe)),
    )
    .map((report) => JSON.stringify(report))
    .sort()
}

async function resumedAt(cut: number) {
  const before = unbroken.envelopes.slice(0, cut)
  const record = await recordFrom(before)
  const rest = await steered(planOf(record), {
    script,
    checkpoints,
    watchers: [learned],
    origin: (probes) => resumption(record, checkpoints, probes),
  })
  return { before, rest: rest.envelopes, joined: [...before, ...rest.envelopes] }
}

function expectUnbroken({ joined, rest }: Awaited<ReturnType<typeof resumedAt>>) {
  expect(joined.map(({ seq }) => seq)).toEqual(joined.keys().toArray())
  expect(curvesOf(joined)).toEqual(curvesOf(unbroken.envelopes))
  expect(factsOf(joined)).toEqual(factsOf(unbroken.envelopes))
  expect(reportsOf(rest, 'ended')[0]).toMatchObject({
    how: 'completed',
    step: 40,
    weights: reportsOf(unbroken.envelopes, 'ended')[0]!.weights,
  })
}

describe('a run whose trainer was killed', () => {
  it('did what it was to do, unbroken', () => {
    expect(unbroken.answers.filter(({ outcome }) => !outcome.ok)).toEqual([])
    const marks = reportsOf(unbroken.envelopes, 'marked').map(({ mark }) => mark.label)
    expect(marks.toSorted()).toEqual(['Learned', 'far', 'high'])
    expect(reportsOf(unbroken.envelopes, 'applied').filter(({ by }) => by !== undefined)).toHaveLength(2)
  })

  it('is resumed as if nothing had been, wherever it was cut', async () => {
    const ended = unbroken.envelopes.findIndex(({ report }) => report.type === 'ended')
    const planned = unbroken.envelopes.findIndex(
      ({ report }) => report.type !== 'started' && report.type !== 'attached' && report.type !== 'applied',
    )
    const fired = unbroken.envelopes.findIndex(({ report }) => report.type === 'marked' && report.mark.label === 'high')
    const atBreakpoint = [fired, fired + 1, fired + 2, fired + 3]
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: planned, max: ended }), async (cut) => expectUnbroken(await resumedAt(cut))),
      { numRuns: 14, seed: 7, endOnFailure: true, examples: atBreakpoint.map((cut) => [cut]) },
    )
  })

  it('keeps a momentum that came in mid-run, and does without one that went', async () => {
    const set = ['examples=10', 'dimensions=3', 'width=4']
    const heavy = planRun({ experiment: 'edge-of-stability', set, steps: 30, probes: ['edge-of-stability@3'] })
    const steps: Script = {
      8: [{ type: 'set', key: 'momentum', value: 0.9 }],
      14: [{ type: 'checkpoint' }],
      20: [{ type: 'set', key: 'momentum', value: 0 }, { type: 'checkpoint' }],
    }
    const kept = openCheckpoints(join(folder.path, 'heavy'))
    const whole = await steered(heavy, { script: steps, checkpoints: kept })
    const applied = whole.envelopes.flatMap(({ report }, at) => (report.type === 'applied' ? [at + 1] : []))
    expect(applied).toHaveLength(4)
    for (const cut of [...applied, ...applied.map((at) => at + 3)]) {
      const record = await recordFrom(whole.envelopes.slice(0, cut))
      const origin = (probes: Parameters<typeof resumption>[2]) => resumption(record, kept, probes)
      const rest = await steered(planOf(record), { script: steps, checkpoints: kept, origin })
      expect(curvesOf([...whole.envelopes.slice(0, cut), ...rest.envelopes])).toEqual(curvesOf(whole.envelopes))
      expect(reportsOf(rest.envelopes, 'ended')).toMatchObject([
        { weights: reportsOf(whole.envelopes, 'ended')[0]!.weights },
      ])
    }
  })

  it('still pauses where it was to run until', async () => {
    const steps: Script = { 5: [{ type: 'until', step: 20 }], [-20]: [{ type: 'resume' }] }
    const paused = await steered({ ...plan, probes: [{ probe: 'train-loss' }] }, { script: steps })
    const cut = paused.envelopes.findIndex(({ report }) => report.type === 'applied') + 1
    const before = paused.envelopes.slice(0, cut)
    const record = await recordFrom(before)
    const rest = await steered(planOf(record), {
      script: steps,
      origin: (probes) => resumption(record, openCheckpoints(join(folder.path, 'none')), probes),
    })
    expect(reportsOf([...before, ...rest.envelopes], 'applied')).toEqual(reportsOf(paused.envelopes, 'applied'))
  })
})
