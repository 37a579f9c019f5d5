import { afterAll, describe, expect, it } from 'vitest'
import { every, OUTPUT_KINDS, type Envelope } from '#src/vocabulary/index.ts'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { branching, planOfBranch } from '#trainer/resuming/fork.ts'
import { planRun } from '#trainer/run/plan.ts'
import { temporaryFolder } from '../phasescope.ts'
import { recordFrom } from './records.ts'
import { backend, reportsOf, tiny } from './runs.ts'
import { curvesOf, steered } from './steered.ts'

/** Probes of each kind whose frames have columns with names; one brings its null model. */
const attached = [
  { probe: 'residue-circles', cadence: every(8), options: { circles: 2, null: 'shuffled-weights' } },
  { probe: 'frequency-tuning', cadence: every(5) },
  { probe: 'class-means', cadence: every(10) },
  { probe: 'singular-value-histogram', cadence: every(10) },
  { probe: 'spectrum-tail', cadence: every(20) },
] as const
const others = ['train-loss']
const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const checkpoints = openCheckpoints(folder.path)
const engine = await backend()
const plan = planRun(tiny)
const whole = await steered(plan, { probes: [...others, ...attached], checkpoints })

const declaredOf = (envelopes: readonly Envelope[]) => reportsOf(envelopes, 'declared').map(({ series }) => series)

describe('frames of every kind', () => {
  it('are declared with their kind, and measured at every step that is due', () => {
    const kinds = new Set(declaredOf(whole.envelopes).map(({ kind }) => kind))
    expect([...kinds].sort()).toEqual(OUTPUT_KINDS.filter((kind) => kind !== 'matrix').sort())
    const steps = curvesOf(whole.envelopes)['residue-circles/u']?.map(([step]) => step)
    expect(steps).toEqual([0, 8, 16, 24, 32, 40])
  })

  it('have null models beside them, of the same kind', () => {
    const [own, ofNull] = ['residue-circles/u', 'residue-circles/u.null'].map((name) =>
      declaredOf(whole.envelopes).find((series) => series.name === name),
    )
    expect(ofNull).toEqual({ ...own, name: 'residue-circles/u.null', part: 'u.null' })
    const curves = curvesOf(whole.envelopes)
    expect(curves['residue-circles/u.null']).not.toEqual(curves['residue-circles/u'])
    expect(curves['residue-circles/u.null']?.length).toBe(curves['residue-circles/u']?.length)
  })

  it('of a late probe fill their past, equal to the bit', async () => {
    const late = await steered(plan, {
      probes: others,
      script: { 21: attached.map((request) => ({ type: 'attach', ...request })) },
    })
    expect(curvesOf(late.envelopes)).toEqual(curvesOf(whole.envelopes))
    expect(reportsOf(late.envelopes, 'unfilled')).toEqual([])
  })

  it('of a branch without a change are those of its parent', async () => {
    const record = await recordFrom(whole.envelopes)
    const branch = planOfBranch(record, { at: 19, set: {} })
    const { envelopes } = await steered(branch, {
      origin: (probes) => branching(record, branch, engine, checkpoints, probes),
    })
    expect(curvesOf(envelopes)).toEqual(curvesOf(whole.envelopes))
  })
})
