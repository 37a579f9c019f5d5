import { setImmediate } from 'node:timers/promises'
import type { Layers } from '#probes/inputs.ts'
import { runtimeError, usageError, type LoggedCommand, type Run } from '#src/vocabulary/index.ts'
import { reconstructed } from '#trainer/experiments/reconstruct.ts'
import { fingerprint } from '#trainer/run/fingerprint.ts'
import type { OtherSource } from '#trainer/systems/gradient-descent/run-constants.ts'
import type { Plan } from '#trainer/run/plan.ts'
import { followSettings } from '#trainer/run/settings-in-force.ts'
import type { Task } from '#trainer/data/task.ts'
import type { Tf } from '#trainer/tensors/tensors.ts'
import { openTraining } from '#trainer/systems/gradient-descent/training.ts'

/** A run that is to be trained anew. */
export interface PastRun {
  readonly run: Run
  /** What was commanded of it. */
  readonly log: readonly LoggedCommand[]
  /** The last step that it reported. */
  readonly lastStep: number
  /** The fingerprint of the weights it ended with, where it ended. */
  readonly weights: string | null
}

/** Sockets, timers and signals are served at least this often. */
const BREATH_MS = 10

/** The weights of a file as a second network of the same shape as the run's own, in the float32 that it computes in. */
export function networkFromFile(
  name: string,
  layers: Layers,
  plan: Pick<Plan, 'experiment' | 'parameters' | 'seed'>,
): OtherSource {
  const { experiment, parameters, seed } = plan
  const { model } = experiment.recipe(parameters, seed)
  const own = model.initialWeights({ normal: () => 0 } as never)
  const wanted = Object.entries(own).map(([layer, { shape }]) => `${layer} ${shapeText(shape)}`)
  const weights = Object.entries(own).map(([layer, { shape }]) => {
    const given = layers[layer]
    if (given === undefined || shapeText(given.shape) !== shapeText(shape)) {
      const found = Object.entries(layers).map(([other, { shape: theirs }]) => `${other} ${shapeText(theirs)}`)
      throw usageError(`--with ${name}: expected the layers ${wanted.join(', ')}, got ${found.join(', ') || 'none'}`)
    }
    return [layer, { shape, values: Float32Array.from(given.values) }] as const
  })
  const made = { experiment: experiment.id, parameters, seed }
  return { name, weights: Object.fromEntries(weights), model, made }
}

/**
 * A run at one of its steps, as a second network: a run is a pure function of its experiment, parameters, seed and what
 * was set on the way, so it is trained anew. Where it ended there, the weights must be those that it recorded, to the bit.
 */
export async function networkFromRun(
  tf: Tf,
  { run, log, lastStep, weights: recorded }: PastRun,
  step: number | null,
  own: Task,
): Promise<OtherSource> {
  const { experiment, parameters } = reconstructed(run)
  const until = step ?? lastStep
  if (until > lastStep) throw usageError(`--with ${run.id}@${until}: the run has ${lastStep} steps`)
  const recipe = experiment.recipe(parameters, run.seed)
  if (!readsAlike(recipe.task, own)) {
    throw usageError(`--with ${run.id}: it reads other inputs than this run, so it has nothing to say of them`)
  }
  const training = openTraining(tf, recipe, run.seed)
  try {
    let breathedAt = performance.now()
    while (training.step < until) {
      followSettings(training, { experiment, parameters, seed: run.seed }, log)
      training.advance()
      if (performance.now() - breathedAt < BREATH_MS) continue
      await setImmediate()
      breathedAt = performance.now()
    }
    const found = fingerprint(training.weights)
    if (until === lastStep && recorded !== null && found !== recorded) {
      throw runtimeError(
        `Run '${run.id}', trained anew to step ${until}, has weights ${found} and recorded ${recorded}: it was made ` +
          `with version ${run.version} on ${run.backend.name} ${run.backend.version}, ${run.backend.threads} threads`,
      )
    }
    const made = { experiment: experiment.id, parameters, seed: run.seed }
    return { name: `${run.id}@${until}`, weights: training.weights, model: recipe.model, made }
  } finally {
    training.close()
  }
}

/** Whether a network of one task can read the examples of another, and means the same classes. */
function readsAlike(a: Task, b: Task): boolean {
  if ('a' in a.train || 'a' in b.train) return a.table !== null && a.table.modulus === b.table?.modulus
  return a.train.inputs.cols === b.train.inputs.cols && a.train.targets.cols === b.train.targets.cols
}

function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`
}
