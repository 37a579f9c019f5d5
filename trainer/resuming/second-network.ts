import type { Layers } from '#probes/inputs.ts'
import { ownRun, runtimeError, usageError, visible, type LoggedCommand, type Run } from '#src/vocabulary/index.ts'
import type { KeptCheckpoints } from '#trainer/checkpoints/index.ts'
import type { Task } from '#trainer/data/index.ts'
import { type Beginning, type Experiment, openSystem, recipeOf, reconstructed } from '#trainer/experiments/index.ts'
import { breather } from '#trainer/run/index.ts'
import { bringTo, fingerprint, type Nearest, type OtherSource, weightsOf } from '#trainer/systems/index.ts'
import type { Tf } from '#trainer/tensors/index.ts'

/** A run that is to be trained again. */
export interface PastRun {
  readonly run: Run
  /** What was commanded of it. */
  readonly log: readonly LoggedCommand[]
  /** The last step that it reported. */
  readonly lastStep: number
  /** The fingerprint of the weights it ended with, where it ended. */
  readonly weights: string | null
  /** What is kept of it, to train from; left out, it is trained from its first step. */
  readonly checkpoints?: Pick<KeptCheckpoints, 'newestWhole'>
}

/** The weights of a file as a second network of the same shape as the run's own, in the float32 that it computes in. */
export function networkFromFile(name: string, layers: Layers, beginning: Beginning): OtherSource {
  const { model } = recipeOf(beginning)
  const own = model.initialWeights({ normal: () => 0 } as never)
  const wanted = Object.entries(own).map(([layer, { shape }]) => `${layer} ${shapeText(shape)}`)
  const weights = Object.entries(own).map(([layer, { shape }]) => {
    const given = layers[layer]
    if (given === undefined || shapeText(given.shape) !== shapeText(shape)) {
      const found = Object.entries(layers).map(([other, { shape: theirs }]) => `${visible(other)} ${shapeText(theirs)}`)
      throw usageError(`--with ${name}: expected the layers ${wanted.join(', ')}, got ${found.join(', ') || 'none'}`)
    }
    return [layer, { shape, values: given.values }] as const
  })
  const made = madeOf(beginning)
  return { name, weights: inSingle(Object.fromEntries(weights)), model, made }
}

/**
 * A run at one of its steps, as a second network: a run is a pure function of its experiment, parameters, seed and what
 * was set on the way, so it is trained again, from the nearest checkpoint. Where it ended there, the weights must be
 * those that it recorded, to the bit.
 */
export async function networkFromRun(
  tf: Tf,
  { run: named, log, lastStep, weights: recorded, checkpoints }: PastRun,
  step: number | null,
  own: Task,
  experiments?: readonly Experiment[],
): Promise<OtherSource> {
  const run = ownRun(named, 'compare')
  const { experiment, parameters } = reconstructed(run, experiments)
  const until = step ?? lastStep
  if (until > lastStep) throw usageError(`--with ${run.id}@${until}: the run has ${lastStep} steps`)
  const beginning = { experiment, parameters, seed: run.seed }
  const { task, model } = recipeOf(beginning)
  if (!readsAlike(task, own)) {
    throw usageError(`--with ${run.id}: its network takes other inputs than this run, so the two cannot be compared`)
  }
  const nearest: Nearest = (_, upTo) => checkpoints?.newestWhole(upTo).checkpoint?.state ?? null
  const system = openSystem(beginning, { tf })
  try {
    await Array.fromAsync(bringTo(system, until, { parameters, log, nearest, breathe: breather() }))
    const weights = weightsOf(system.state())
    const found = fingerprint(weights)
    if (until === lastStep && recorded !== null && found !== recorded) {
      throw runtimeError(
        `Run '${run.id}', replayed to step ${until}, has the weights ${found} where it recorded ${recorded}: it was made ` +
          `with version ${run.version} on ${run.backend.name} ${run.backend.version}, ${run.backend.threads} threads`,
      )
    }
    const made = madeOf(beginning)
    return { name: `${run.id}@${until}`, weights: inSingle(weights), model, made }
  } finally {
    system.dispose()
  }
}

/** What a network's model is made from, so that another process can make it too. */
function madeOf({ experiment, parameters, seed }: Beginning): OtherSource['made'] {
  const source = experiment.own?.hash
  return { experiment: experiment.id, ...(source !== undefined && { source }), parameters, seed }
}

/** As float32, which is what networks compute in. */
function inSingle(layers: Layers): OtherSource['weights'] {
  const single = Object.entries(layers).map(([layer, { shape, values }]) => {
    return [layer, { shape, values: values instanceof Float32Array ? values : Float32Array.from(values) }] as const
  })
  return Object.fromEntries(single)
}

/** Whether a network of one task can read the examples of another, and means the same classes. */
function readsAlike(a: Task, b: Task): boolean {
  if ('a' in a.train || 'a' in b.train) return a.table !== null && a.table.modulus === b.table?.modulus
  if ('tokens' in a.train || 'tokens' in b.train) return 'tokens' in a.train && 'tokens' in b.train
  return a.train.inputs.cols === b.train.inputs.cols && a.train.targets.cols === b.train.targets.cols
}

function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`
}
