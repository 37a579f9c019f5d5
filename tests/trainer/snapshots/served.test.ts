import { describe, expect, it } from 'vitest'
import { probeNamed, type Probe } from '#probes/define.ts'
import { probes, withDetectors } from '#probes/index.ts'
import { every, isAbsent, type Report } from '#src/vocabulary/index.ts'
import { javascriptLinearAlgebra } from '#trainer/backend/javascript-linear-algebra.ts'
import { checkedOptions } from '#trainer/observing/index.ts'
import { modelShapeFrom, snapshotFacts, sourceFrom, type Given, type Source } from '#trainer/offline/index.ts'
import {
  measured,
  needsOfSnapshot,
  nothingMeasured,
  servedBy,
  type Snapshot,
  type Watched,
} from '#trainer/snapshots/index.ts'
import { measureGiven, PLAIN } from '../offline/measured-given.ts'
import { foreignMlp, MLP_FACTS } from './foreign-mlp.ts'
import { foreignTransformer } from './foreign-transformer.ts'

/** What the snapshots of a foreign training serve, and that they are measured to be what they are. */

const linalg = javascriptLinearAlgebra()
const STEPS = 4
const mlp = foreignMlp(STEPS, linalg)

function snapshotsOf(all: readonly Source[], facts: object): Snapshot[] {
  const at = (step: number) => all[step] ?? null
  return all.map((input, step) => ({
    step,
    input,
    facts: snapshotFacts(JSON.stringify(facts)),
    before: at(step - 1),
    twoBefore: at(step - 2),
    initial: at(0),
    other: null,
    products: null,
  }))
}

const ofMlp = snapshotsOf(
  mlp.map(({ snapshot }, step) => sourceFrom(`step-${step}`, snapshot)),
  MLP_FACTS,
)

const watching = (probe: Probe): Watched => ({ probe, cadence: every(1), options: checkedOptions(probe, {}) })

/** What the probes say of the last snapshot; those that remember see all before it. */
function saidOfLast(snapshots: readonly Snapshot[], asked: readonly Probe[]): Report[] {
  const last = snapshots.length - 1
  return asked.flatMap((probe) => saidOfEach(probe.memory === undefined ? snapshots.slice(last) : snapshots, [probe]).at(-1) ?? []) // prettier-ignore
}

/** What the probes say of each snapshot in turn, one after another. */
function saidOfEach(snapshots: readonly Snapshot[], asked: readonly Probe[]): Report[][] {
  let state = nothingMeasured()
  return snapshots.map((snapshot) => {
    const needs = needsOfSnapshot(snapshot, linalg)
    return asked.flatMap((probe) => {
      state = measured(state, watching(probe), { step: snapshot.step, needs, linalg, seed: 0 })
      return state.observers.reports
    })
  })
}

/** The ids of the probes that gave a number or a frame. */
function withValues(reports: readonly Report[]): Set<string> {
  const series = reports.flatMap((report) =>
    report.type === 'measured' ? report.columns.map((one) => one.series) : [],
  )
  return new Set(series.map((name) => name.split('/', 1)[0] as string))
}

/** Those that the last snapshot serves by what the training left, not by what others measured of it. */
function servedOf(snapshots: readonly Snapshot[]) {
  const needs = needsOfSnapshot(snapshots.at(-1)!, linalg)
  const { probes: all, notServed } = servedBy(probes, needs, 1)
  return { served: all.filter((probe) => !probe.needs.includes('series')), notServed }
}

describe('the snapshots of an MLP', () => {
  it('serve 98 probes and more, each with a value, and say what the others lack', () => {
    const { served, notServed } = servedOf(ofMlp)
    const values = withValues(saidOfLast(ofMlp, served))
    console.log(`An MLP: ${served.length} probes served, ${values.size} with a value`)
    expect(values.size).toBeGreaterThanOrEqual(98)
    expect(saidOfLast(ofMlp.slice(0, 2), served).filter(({ type }) => type === 'failed')).toEqual([])
    // What is served and has no value says why: a network of this size has too few singular values, or examples.
    const silent = ['power-law-exponent', 'cca', 'renormalized-order-parameter']
    expect(served.filter(({ id }) => !values.has(id)).map(({ id }) => id)).toEqual(silent)
    const needs = new Set([...notServed.values()].map(({ need }) => need))
    expect([...needs].sort()).toEqual(
      [
        'attention',
        'clock',
        'draws',
        'memories',
        'other',
        'profiles',
        'recurrence',
        'residueWeights',
        'samples',
      ].concat(['sequences', 'shifted', 'table', 'teacher', 'theory', 'twin']),
    )
  })

  it('have the values of the same numbers by other names and the other way round', () => {
    const asked = servedOf(ofMlp).served.filter(({ memory }) => memory === undefined)
    const files = mlp.map(({ plain }, step): Source => ({ name: `plain-${step}`, tensors: plain }))
    const model = modelShapeFrom(MLP_FACTS.network)
    const facts = { rate: String(MLP_FACTS.rate), optimizer: MLP_FACTS.optimizer, batch: '12' }
    const compared = asked.flatMap((probe) => {
      // A file is asked as of step 0, which random draws depend on; only what needs steps before is asked later.
      const isLater = probe.needs.some((need) => /updates|previous/i.test(need))
      const step = isLater ? 3 : 0
      const others = isLater ? [files[2]!, files[1]!] : [files[0]!]
      const given: Given = { ...PLAIN, input: files[step]!, others, model, options: checkedOptions(probe, {}), facts }
      const expected = measureGiven(probe, given, linalg).flatMap(({ series, value }) => (isAbsent(value) ? [] : [[torchNames(series), value] as const])) // prettier-ignore
      const needs = needsOfSnapshot(ofMlp[step]!, linalg)
      const state = measured(nothingMeasured(), watching(probe), { step, needs, linalg, seed: 0 })
      const columns = state.observers.reports.flatMap((report) => (report.type === 'measured' ? report.columns : []))
      expect(columns.map(({ series }) => series).sort(), probe.id).toEqual(expected.map(([series]) => series).sort())
      for (const [series, value] of expected) {
        const { values } = columns.find((one) => one.series === series)!
        const wanted = typeof value === 'number' ? [value] : [...value]
        expect(values.length, series).toBe(wanted.length)
        wanted.forEach((number, i) => expect(relative(values[i]!, number), `${series}[${i}]`).toBeLessThan(1e-9))
      }
      return expected.length > 0 ? [probe.id] : []
    })
    expect(compared.length).toBeGreaterThan(85)
  })

  it('of other examples at each step leave what compares steps example by example without a value, and say why', () => {
    const steps = foreignTransformer(2)
    const inputs = (seed: number) => ({
      shape: [42, 1],
      values: Float64Array.from({ length: 42 }, (_, i) => (i * seed) % 24),
    })
    const withInputs = (seeds: readonly number[]) =>
      snapshotsOf(
        steps.map((one, i) => sourceFrom(`step-${i}`, { ...one, inputs: inputs(seeds[i]!) })),
        {},
      )
    const [same, other] = [withInputs([1, 1, 1]), withInputs([1, 2, 3])]
    const compare = ['linear-cka', 'rsa', 'cka-over-time'].map((id) => probeNamed(probes, id))
    expect(withValues(saidOfLast(same, compare))).toEqual(new Set(compare.map(({ id }) => id)))
    const said = saidOfLast(other.slice(0, 2), compare)
    expect(withValues(said)).toEqual(new Set())
    for (const { id } of compare) {
      expect(said.flatMap((one) => (one.type === 'absent' && one.series.startsWith(id) ? [one.why] : [])).join()).toMatch(/other examples.*same batch/) // prettier-ignore
      const { notServed } = servedBy(probes, needsOfSnapshot(other[2]!, linalg), 1)
      expect(notServed.get(id)).toMatchObject({ need: 'the same examples' })
    }
    expect(withValues(saidOfLast(other, [probeNamed(probes, 'weight-norm')]))).toEqual(new Set(['weight-norm']))
  })

  it('leave gaps, across which what remembers every step has nothing to say', () => {
    const [first, , , fourth] = ofMlp
    const [, late] = saidOfEach([first!, fourth!], [probeNamed(probes, 'path-length')])
    expect(late).toMatchObject([{ type: 'absent', series: 'path-length', step: 3, why: /remembers every step.*step 0 and then 3/ }]) // prettier-ignore
    const { notServed } = servedBy(probes, needsOfSnapshot(fourth!, linalg), 3)
    expect(notServed.get('path-length')).toMatchObject({ need: 'every step' })
  })

  it('serve what others measured, and detectors of it', () => {
    const said = saidOfEach(
      ofMlp,
      withDetectors(probes).filter(({ id }) => ['train-loss', 'early-warning'].includes(id)),
    )
    expect(withValues(said.flat()).has('train-loss')).toBe(true)
  })
})

describe('the snapshots of a transformer', () => {
  it('serve 60 probes and more without a description of the network', () => {
    const snapshots = snapshotsOf(
      foreignTransformer(STEPS).map((tensors, step) =>
        sourceFrom(`step-${step}`, tensors, { head: 'unembed.weight', hidden: ['block.mlp.1', 'block'] }),
      ),
      { loss: 'cross-entropy', optimizer: 'adam', rate: 1e-3 },
    )
    const { served, notServed } = servedOf(snapshots)
    const said = saidOfLast(snapshots, served)
    const values = withValues(said)
    console.log(`A transformer: ${served.length} probes served, ${values.size} with a value`)
    expect(values.size).toBeGreaterThanOrEqual(60)
    expect(served.filter(({ id }) => !values.has(id)).map(({ id }) => id)).toEqual(['power-law-exponent'])
    expect(notServed.get('ntk')).toMatchObject({ need: 'chain', why: /--model/ })
  })
})

const NAMES: Readonly<Record<string, string>> = {
  ...{ w0: '0.weight', b0: '0.bias', w1: '2.weight', b1: '2.bias', w2: '4.weight', b2: '4.bias' },
}

/** The part that a tensor of our names is, as PyTorch calls it. */
function torchNames(series: string): string {
  return series.replace(/\b[wb][012]\b/g, (name) => NAMES[name] as string)
}

function relative(one: number, other: number): number {
  if (Object.is(one, other) || one === other) return 0
  return Math.abs(one - other) / Math.max(1e-9, Math.abs(one), Math.abs(other))
}
