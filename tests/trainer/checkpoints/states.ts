import * as fc from 'fast-check'
import type { Layers } from '#probes/inputs.ts'
import type { Checkpoint } from '#trainer/checkpoints/checkpoint.ts'
import type { CheckpointEntry } from '#trainer/checkpoints/entry.ts'
import { checkpointFile } from '#trainer/checkpoints/files.ts'
import type { WeightsByLayer } from '#trainer/models/model.ts'
import { systemStateOf, type TrainingState } from '#trainer/systems/gradient-descent/training-state.ts'

/** Weights of two layers that differ from one salt to the next. */
export function weightsOf(salt: number, [rows, cols]: readonly [number, number] = [3, 4]): WeightsByLayer {
  const values = (size: number, shift: number) => Float32Array.from({ length: size }, (_, i) => Math.sin(i + shift))
  return {
    w1: { shape: [rows, cols], values: values(rows * cols, salt) },
    b1: { shape: [cols], values: values(cols, -salt) },
  }
}

/** What a training with Adam stands at, made of its step alone. */
export function trainingAt(step: number, shape: readonly [number, number] = [3, 4]): TrainingState {
  const mean = (salt: number) =>
    Object.fromEntries(Object.entries(weightsOf(salt, shape)).map(([layer, { values }]) => [layer, values]))
  return {
    step,
    weights: weightsOf(step, shape),
    optimizer: { updates: step, means: { first: mean(step + 0.1), second: mean(step + 0.2) } },
    before: step > 0 ? weightsOf(step - 1, shape) : null,
    twoBefore: step > 1 ? weightsOf(step - 2, shape) : null,
    previousGradients: step > 0 ? weightsOf(step + 0.3, shape) : null,
  }
}

/** A checkpoint of it. */
export function checkpointAt(step: number, shape: readonly [number, number] = [3, 4]): Checkpoint {
  return checkpointOf(trainingAt(step, shape))
}

export function checkpointOf(training: TrainingState): Checkpoint {
  return { run: 'demo-1', state: systemStateOf(training), log: [], memories: {} }
}

/** Of the demo's size; one number of its weights changes with the step, so that making it takes no time. */
export function largeCheckpoint(): (step: number) => Checkpoint {
  const training = trainingAt(2, [400, 360])
  return (step) => {
    const weights = { ...training.weights, step: { shape: [1], values: Float32Array.of(step) } }
    return checkpointOf({ ...training, step, weights })
  }
}

/** An entry of a listing that has no file: the budget looks at nothing else. */
export function entryAt(
  step: number,
  kind: CheckpointEntry['kind'],
  rest: Partial<CheckpointEntry> = {},
): CheckpointEntry {
  const facts = { run: 'demo-1', bytes: kind === 'whole' ? 6 : 1, writtenAt: 0, fingerprint: '', budgetBytes: 0 }
  return { ...checkpointFile('folder', step, kind), ...facts, isPinned: false, ...rest }
}

/** Every number by its bits: equal NaNs with other bits, and the two zeros, are told apart. */
export function bitsOf(layers: Layers | null) {
  return Object.entries(layers ?? {}).map(([name, { shape, values }]) => ({
    name,
    shape,
    type: values.constructor.name,
    bits: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex'),
  }))
}

/** Any float32 by its bits, subnormals, infinities, both zeros and every NaN among them. */
const bits = fc.oneof(
  fc.constantFrom(0, 0x80000000, 1, 0x807fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00000, 0x7fa00001),
  fc.integer({ min: 0, max: 0xffffffff }),
)
export const floats = (length: number) =>
  fc.array(bits, { minLength: length, maxLength: length }).map((all) => new Float32Array(Uint32Array.from(all).buffer))

const shapes = fc.dictionary(
  fc.string({ unit: 'grapheme', maxLength: 6 }).filter((name) => !name.includes('/') && !RESERVED.includes(name)),
  fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
  { minKeys: 1, maxKeys: 3 },
)
const RESERVED = ['memories', '__metadata__']

/** Any checkpoint that training could hand over. */
export const checkpoints: fc.Arbitrary<Checkpoint> = shapes.chain((byLayer) => {
  const sized = Object.entries(byLayer).map(
    ([layer, shape]) => [layer, shape, shape.reduce((a, b) => a * b, 1)] as const,
  )
  const layers = fc
    .tuple(...sized.map(([layer, shape, size]) => floats(size).map((values) => [layer, { shape, values }] as const)))
    .map((all): WeightsByLayer => Object.fromEntries(all))
  const means = fc.dictionary(fc.constantFrom('first', 'second', 'velocity'), layers.map(valuesOf))
  const state = fc.record({
    step: fc.nat({ max: 999_999_999 }),
    weights: layers,
    optimizer: fc.record({ updates: fc.nat(), means }),
    before: fc.option(layers),
    twoBefore: fc.option(layers),
    previousGradients: fc.option(layers),
  })
  return fc.record({
    run: fc.string(),
    state: state.map(systemStateOf),
    log: fc.array(
      fc.record({
        step: fc.nat(),
        command: fc.constantFrom(
          { type: 'pause' as const },
          { type: 'set' as const, key: 'weightDecay', value: 0.1 },
          { type: 'attach' as const, probe: 'a', options: { tail: 0.25 }, from: 'start' as const },
        ),
      }),
      { maxLength: 3 },
    ),
    memories: fc.dictionary(fc.constantFrom('path-length', 'grokked'), memory),
  })
})

/** NaN, −0 and undefined are what JSON would lose; typed arrays and maps too. */
const memory = fc.record({
  total: fc.double(),
  seen: fc.array(fc.oneof(fc.double(), fc.string(), fc.constant(null), fc.constant(undefined))),
  last: floats(3),
  sums: fc.array(fc.double(), { maxLength: 4 }).map((all) => Float64Array.from(all)),
  byName: fc.dictionary(fc.string(), fc.bigInt()).map((all) => new Map(Object.entries(all))),
})

function valuesOf(layers: WeightsByLayer): Readonly<Record<string, Float32Array>> {
  return Object.fromEntries(Object.entries(layers).map(([layer, { values }]) => [layer, values]))
}
