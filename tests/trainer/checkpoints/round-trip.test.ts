import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Layers } from '#probes/inputs.ts'
import { openStream } from '#src/vocabulary/random.ts'
import type { Checkpoint } from '#trainer/checkpoints/checkpoint.ts'
import { tensorsFrom } from '#trainer/checkpoints/contents.ts'
import { openCheckpoints } from '#trainer/checkpoints/open-checkpoints.ts'
import { readCheckpoints } from '#trainer/checkpoints/read-checkpoints.ts'
import { readSafetensors } from '#trainer/formats/read-safetensors.ts'
import { fingerprint } from '#trainer/systems/fingerprint.ts'
import { recipeOf } from '#trainer/experiments/open-system.ts'
import { planRun } from '#trainer/run/plan.ts'
import { trainingStateOf, type TrainingState } from '#trainer/systems/gradient-descent/training-state.ts'
import { networkFromFile } from '#trainer/resuming/second-network.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { bitsOf, checkpointAt, checkpointOf, checkpoints, trainingAt, weightsOf } from './states.ts'

/** All of a checkpoint in a form whose equality is equality of bits. */
function exactly({ run, state, log, memories }: Checkpoint) {
  const { step, weights, optimizer, before, twoBefore, previousGradients } = trainingStateOf(state)
  const means = Object.entries(optimizer.means).map(([mean, layers]) => [mean, bitsOf(flat(layers))])
  const others = [before, twoBefore, previousGradients].map((layers) => layers && bitsOf(layers))
  return { run, step, weights: bitsOf(weights), updates: optimizer.updates, means, others, log, memories }
}

const flat = (layers: Readonly<Record<string, Float32Array>>): Layers =>
  Object.fromEntries(Object.entries(layers).map(([layer, values]) => [layer, { shape: [values.length], values }]))

describe('a checkpoint is read as it was written', () => {
  it('to the bit, whole and as weights alone', () => {
    fc.assert(
      fc.property(checkpoints, (checkpoint) => {
        using folder = temporaryFolder()
        const kept = openCheckpoints(folder.path)
        const { step, weights } = trainingStateOf(checkpoint.state)
        kept.keepWeights(checkpoint.run, step, weights)
        const alone = readCheckpoints(folder.path).weightsAt(step)
        expect(bitsOf(alone)).toEqual(bitsOf(weights))
        kept.keepWhole(checkpoint, { isPinned: false })
        const whole = readCheckpoints(folder.path).wholeAt(step)
        expect(whole && exactly(whole)).toEqual(exactly(checkpoint))
        expect(bitsOf(readCheckpoints(folder.path).weightsAt(step))).toEqual(bitsOf(weights))
      }),
      { numRuns: 100 },
    )
  })

  it('into arrays of its own: what reads again is not what was changed meanwhile', () => {
    using folder = temporaryFolder()
    const kept = openCheckpoints(folder.path)
    const memories = { a: { sums: Float64Array.of(1, 2), more: Float32Array.of(3) } }
    kept.keepWhole({ ...checkpointAt(7), memories }, { isPinned: false })
    const first = kept.wholeAt(7)
    first?.state.tensors['optimiser/first/w1']?.values.fill(9)
    first?.state.tensors.w1?.values.fill(9)
    const theirs = first?.memories.a as typeof memories.a
    theirs.sums.fill(9)
    expect(theirs.more).toEqual(Float32Array.of(3))
    expect(kept.wholeAt(7)).toEqual({ ...checkpointAt(7), memories })
  })

  it('with the fingerprint that a run ends with, found without reading the numbers', () => {
    using folder = temporaryFolder()
    const kept = openCheckpoints(folder.path)
    kept.keepWhole(checkpointAt(500), { isPinned: true })
    kept.keepWeights('demo-1', 501, weightsOf(501))
    expect(kept.list().kept).toMatchObject([
      { step: 500, kind: 'whole', isPinned: true, fingerprint: fingerprint(weightsOf(500)) },
      { step: 501, kind: 'weights', isPinned: false, fingerprint: fingerprint(weightsOf(501)) },
    ])
  })
})

describe('any program that reads safetensors finds the weights', () => {
  it('under the names of their layers, and no other matrix', () => {
    using folder = temporaryFolder()
    const kept = openCheckpoints(folder.path)
    const { entry: whole } = kept.keepWhole(checkpointAt(2), { isPinned: false })
    const { entry: alone } = kept.keepWeights('demo-1', 3, weightsOf(2))
    expect(bitsOf(readSafetensors(alone.path))).toEqual(bitsOf(weightsOf(2)))
    const all = readSafetensors(whole.path)
    expect(bitsOf({ w1: all.w1, b1: all.b1 } as Layers)).toEqual(bitsOf(weightsOf(2)))
    expect(Object.keys(all).filter((name) => all[name]?.shape.length !== 1)).toEqual(['w1'])
  })

  it('and --with takes either kind as a second network', () => {
    using folder = temporaryFolder()
    const kept = openCheckpoints(folder.path)
    const plan = planRun({ experiment: 'grok-mlp-small' })
    const recipe = recipeOf(plan)
    const weights = recipe.model.initialWeights(openStream(plan.seed, 'initialisation'))
    const training = { ...trainingAt(0), weights, optimizer: recipe.optimizer.begin(weights) }
    const whole = kept.keepWhole(checkpointOf(training), { isPinned: false }).entry.path
    const alone = kept.keepWeights('demo-1', 1, weights).entry.path
    for (const path of [whole, alone]) {
      expect(bitsOf(networkFromFile(path, readSafetensors(path), plan).weights)).toEqual(bitsOf(weights))
    }
  })
})

describe('what cannot be kept is refused before anything is written', () => {
  const demo = trainingAt(5)
  it.each<[string, () => Checkpoint, RegExp]>([
    [
      'a memory that is no data',
      () => ({ ...checkpointOf(demo), memories: { mine: { ask: () => 1 } } }),
      /memory of probes.*plain data/,
    ],
    [
      'a layer whose name is ours',
      withWeights({ 'before/w1': { shape: [1], values: Float32Array.of(1) } }),
      /before\/w1/,
    ],
    [
      'gradients of another shape',
      () => checkpointOf({ ...demo, previousGradients: weightsOf(1, [4, 3]) }),
      /previous-gradients\/w1: expected the shape of the weights, got \[4,3\]/,
    ],
  ])('%s', (_, checkpoint, message) => {
    using folder = temporaryFolder()
    const kept = openCheckpoints(folder.path)
    expect(() => kept.keepWhole(checkpoint(), { isPinned: false })).toThrow(message)
    expect(kept.list()).toEqual({ kept: [], refused: [] })
  })

  function withWeights(weights: TrainingState['weights']): () => Checkpoint {
    return () => checkpointOf({ ...demo, weights, before: null, twoBefore: null, previousGradients: null })
  }
})

describe('what a system remembers beside its weights', () => {
  const at = checkpointAt(7)
  const matrix = { shape: [2, 3], values: Float64Array.of(1, 2, 3, 4, 5, 6) }
  const state = { ...at.state, tensors: { ...at.state.tensors, 'twin/w': matrix, 'sums/none': { ...matrix, shape: [0, 3], values: new Float64Array(0) } } } // prettier-ignore

  it('comes back in its shape, and lies flat in the file', () => {
    using folder = temporaryFolder()
    const kept = openCheckpoints(folder.path)
    kept.keepWhole({ ...at, state }, { isPinned: false })
    expect(readCheckpoints(folder.path).wholeAt(7)!.state.tensors).toEqual(state.tensors)
    const inFile = readSafetensors(kept.list().kept[0]!.path)
    expect(inFile['twin/w']!.shape).toEqual([6])
  })

  it('has no name of which the file needs the like', () => {
    using folder = temporaryFolder()
    const taken = { ...at, state: { ...at.state, tensors: { ...at.state.tensors, shapes: matrix } } }
    expect(() => openCheckpoints(folder.path).keepWhole(taken, { isPinned: false })).toThrow(/'shapes'.*reserved/)
  })

  it.each([{ 'twin/w': [2, 2] }, { 'twin/w': '23' }, { 'twin/w': [-2, -3] }, [1]])(
    'of the shapes %j is refused',
    (shapes) => {
      const bytes = Uint8Array.from(Buffer.from(JSON.stringify(shapes)))
      const stored = { 'twin/w': { dtype: 'F64', shape: [6], bytes: new Uint8Array(matrix.values.buffer) }, shapes: { dtype: 'U8', shape: [bytes.length], bytes } } // prettier-ignore
      expect(() => tensorsFrom(stored as unknown as Parameters<typeof tensorsFrom>[0])).toThrow(/damaged checkpoint/)
    },
  )
})
