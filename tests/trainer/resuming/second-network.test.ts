import { describe, expect, it } from 'vitest'
import type { OtherNetwork } from '#probes/inputs.ts'
import type { Run } from '#src/vocabulary/index.ts'
import { recipeOf } from '#trainer/experiments/open-system.ts'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { planRun, type Order } from '#trainer/run/plan.ts'
import { fingerprint } from '#trainer/systems/fingerprint.ts'
import { networkFromFile, networkFromRun } from '#trainer/resuming/second-network.ts'
import { openTraining } from '#trainer/systems/gradient-descent/training.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { backend, endOf, envelopesOf, reportsOf, scalarsOf, tiny } from '../runs.ts'
import { steered } from '../steered.ts'

const recipeFor = (order: Order) => recipeOf(planRun(order))
/** A run of the store: how it was declared, and how it ended. */
async function pastRun(order: Order) {
  const envelopes = await envelopesOf(order)
  const run = reportsOf(envelopes, 'started')[0]?.run as Run
  const { step, weights } = endOf(envelopes)
  return { run, log: [], lastStep: step, weights, envelopes }
}
const { tf } = workbenchOf(await backend())
const other: Order = { ...tiny, seed: 4 }

describe('a run as a second network', () => {
  it('is the network that it was at that step, to the bit, and says what it says of this run’s examples', async () => {
    const past = await pastRun(other)
    const source = await networkFromRun(tf, past, null, recipeFor(tiny).task)
    expect(source.name).toBe(`${past.run.id}@40`)
    const halfway = await networkFromRun(tf, past, 20, recipeFor(tiny).task)
    expect(halfway.name).toBe(`${past.run.id}@20`)
    expect(halfway.weights).not.toEqual(source.weights)

    // Its own training, opened with itself as the second network, must meet itself.
    const training = openTraining(tf, recipeFor(other), 4, source)
    for (let step = 0; step < 40; step++) training.advance()
    const { weights, predictions, hidden, referenceHidden, chain } = training.inputs
    const itself: OtherNetwork = training.inputs.other
    expect(itself.weights).toEqual(weights)
    expect(itself.predictions).toEqual(predictions)
    expect(referenceHidden).toEqual(hidden)
    expect(itself.chain).toEqual(chain)
    training.close()
  })

  it('is what it became by what was set on the way', async () => {
    const plan = planRun(other)
    const script = { 7: [{ type: 'set' as const, key: 'corruptionFraction', value: 0.5 }] }
    const { envelopes } = await steered(plan, { script })
    const { step, weights } = endOf(envelopes)
    const { run } = reportsOf(envelopes, 'started')[0]!
    const log = reportsOf(envelopes, 'applied')
    const source = await networkFromRun(tf, { run, log, lastStep: step, weights }, null, recipeFor(tiny).task)
    expect(fingerprint(source.weights)).toBe(weights)
  })

  it('is trained from the nearest checkpoint that is sound, to the same bits', async () => {
    using folder = temporaryFolder()
    const checkpoints = openCheckpoints(folder.path)
    const script = {
      7: [{ type: 'set' as const, key: 'rate', value: 0.02 }],
      20: [{ type: 'checkpoint' as const }, { type: 'set' as const, key: 'corruptionFraction', value: 0.5 }],
    }
    const { envelopes } = await steered(planRun(other), { script, checkpoints })
    const { step, weights } = endOf(envelopes)
    const { run } = reportsOf(envelopes, 'started')[0]!
    const past = { run, log: reportsOf(envelopes, 'applied'), lastStep: step, weights }
    const asked: number[] = []
    const counted = {
      newestWhole(atMost: number) {
        const found = checkpoints.newestWhole(atMost)
        asked.push(found.checkpoint?.state.step ?? -1)
        return found
      },
    }
    for (const at of [20, 33, 40]) {
      const again = await networkFromRun(tf, past, at, recipeFor(tiny).task)
      const kept = await networkFromRun(tf, { ...past, checkpoints: counted }, at, recipeFor(tiny).task)
      expect(kept.weights).toEqual(again.weights)
    }
    expect(asked).toEqual([20, 20, 40])
    expect(tf.memory().numTensors).toBe(0)
  })

  it('serves the probes that compare two, and takes the place of step 0 as their reference', async () => {
    const past = await pastRun(other)
    const source = await networkFromRun(tf, past, null, recipeFor(tiny).task)
    const order = { ...tiny, steps: 5, probes: ['agreement', 'linear-cka@1'] }
    const held = await envelopesOf({ ...order, with: past.run.id }, { other: source })
    const alone = await envelopesOf({ ...order, probes: ['linear-cka@1'] })
    expect(reportsOf(held, 'failed')).toEqual([])
    expect(Object.keys(scalarsOf(held)).some((name) => name.startsWith('agreement'))).toBe(true)
    expect(scalarsOf(alone)['linear-cka/hidden']?.[0]?.[1]).toBeCloseTo(1, 6)
    expect(scalarsOf(held)['linear-cka/hidden']?.[0]?.[1]).toBeLessThan(0.9)
    expect(scalarsOf(held)['train-loss']).toEqual(scalarsOf(alone)['train-loss'])
  })

  it('is refused where the weights are not those recorded, where it was not, and where it reads other inputs', async () => {
    const past = await pastRun(other)
    const { task } = recipeFor(tiny)
    await expect(networkFromRun(tf, { ...past, weights: 'sha256:00' }, null, task)).rejects.toThrow(
      /replayed to step 40, has the weights sha256:\w+ where it recorded sha256:00: it was made with version .* threads/,
    )
    await expect(networkFromRun(tf, past, 41, task)).rejects.toThrow(`--with ${past.run.id}@41: the run has 40 steps`)
    await expect(networkFromRun(tf, past, null, recipeFor({ ...tiny, set: ['modulus=13'] }).task)).rejects.toThrow(
      'its network takes other inputs than this run',
    )
    expect(tf.memory().numTensors).toBe(0)
  })
})

describe('a file as a second network', () => {
  const plan = planRun(tiny)
  const layers = {
    w1: { shape: [22, 16], values: new Float64Array(352).fill(0.5) },
    w2: { shape: [16, 11], values: new Float64Array(176).fill(0.25) },
    extra: { shape: [1], values: Float32Array.of(1) },
  }

  it('gives the layers of this run’s shape', () => {
    const { weights, name } = networkFromFile('net.safetensors', layers, plan)
    expect(name).toBe('net.safetensors')
    expect(Object.keys(weights)).toEqual(['w1', 'w2'])
    expect(weights.w1?.values).toEqual(new Float32Array(352).fill(0.5))
  })

  it('is refused with both shapes where they differ', () => {
    const wrong = { w1: { ...layers.w1, shape: [16, 22] } }
    expect(() => networkFromFile('net.safetensors', wrong, plan)).toThrow(
      '--with net.safetensors: expected the layers w1 [22, 16], w2 [16, 11], got w1 [16, 22]',
    )
  })
})
