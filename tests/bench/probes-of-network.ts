import { writeSync } from 'node:fs'
import { probes } from '#probes/index.ts'
import type { Inputs } from '#probes/inputs.ts'
import { isAbsent, messageOf, type ProbeCard } from '#src/vocabulary/index.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { checkedOptions } from '#trainer/observing/attachment.ts'
import { openBackend } from '#trainer/backend/index.ts'
import { measure } from '#trainer/observing/measure-probe.ts'
import { recipeOf } from '#trainer/experiments/open-system.ts'
import { planRun, type Order } from '#trainer/run/plan.ts'
import { openTraining, type Training } from '#trainer/systems/gradient-descent/training.ts'
import { workbenchOf, type Workbench } from '#trainer/tensors/workbench.ts'

/**
 * Times probes on one network, in a separate process so that it can be ended: a probe is synchronous, and nothing
 * else stops one. Its argument is `{ order, probes }`; it says a line of JSON before and after each.
 */
export type Said =
  | { readonly parameters: number }
  | { readonly starting: string }
  | { readonly probe: string; readonly timing: Timing }
  | { readonly through: true }

export interface Timing {
  readonly ms: number | null
  /** Of the time, what it took to bring the needs: shared when several probes ask. */
  readonly needsMs?: number
  /** Why there is no time, or no value. */
  readonly why?: string
}

/** The fastest is what the probe costs, the rest is the machine. */
const REPEATS = 3
/** What takes longer than this is measured once. */
const LONG_MS = 1000

const asked = JSON.parse(process.argv[2] ?? '') as { order: Order; probes: readonly string[] }
const plan = planRun(asked.order)
const bench = workbenchOf(await openBackend())
const recipe = recipeOf(plan)
const weights = recipe.model.initialWeights(openStream(plan.seed, 'initialisation'))
const made = { experiment: plan.experiment.id, parameters: plan.parameters, seed: plan.seed }
const training = openTraining(bench.tf, recipe, plan.seed, { name: 'at step 0', weights, model: recipe.model, made })
for (let i = 0; i < 3; i++) training.advance()
say({ parameters: Object.values(weights).reduce((sum, { values }) => sum + values.length, 0) })
for (const id of asked.probes) {
  say({ starting: id })
  const probe = probes.find((candidate) => candidate.id === id) as (typeof probes)[number]
  say({ probe: id, timing: timeOf(probe, training, bench, plan.seed) })
}
say({ through: true })
process.exit(0)

/** At once: what follows may hold the process for a minute. */
function say(said: Said): void {
  writeSync(1, `${JSON.stringify(said)}\n`)
}

/** The fastest of a few evaluations, each at a step of its own so that nothing is remembered. */
function timeOf(probe: (typeof probes)[number], training: Training, { linalg }: Workbench, seed: number): Timing {
  let best: { ms: number; needsMs: number } | null = null
  for (let i = 0; i < REPEATS; i++) {
    training.advance()
    // The update's own forward and backward pass is not the probe's cost.
    void training.inputs.gradients
    void training.inputs.train
    const series = seriesOf(probe)
    const inputs = Object.create(training.inputs, { series: { value: series } }) as Inputs
    const start = performance.now()
    try {
      for (const need of probe.needs) void inputs[need]
      const needsMs = performance.now() - start
      const options = checkedOptions(probe, {})
      const memory = probe.memory?.next(probe.memory.initial, inputs)
      const measurements = measure({ probe, options, inputs, linalg, seed, step: training.step, memory })
      const ms = performance.now() - start
      const gone = measurements.find(({ value }) => isAbsent(value))
      if (measurements.every(({ value }) => isAbsent(value)) && gone !== undefined && isAbsent(gone.value))
        return { ms, needsMs, why: gone.value.absent }
      if (best === null || ms < best.ms) best = { ms, needsMs }
      if (ms > LONG_MS) break
    } catch (error) {
      return { ms: null, why: messageOf(error) }
    }
  }
  return best ?? { ms: null }
}

/** A history of 600 points for each series that the options name: what a run of the demo has at its end. */
function seriesOf({ options }: ProbeCard): Inputs['series'] {
  const steps = Float64Array.from({ length: 600 }, (_, i) => i)
  const stream = openStream(1, 'history')
  const values = steps.map((step) => 1 / (1 + step) + 0.01 * stream.normal() ** 2)
  return Object.fromEntries(
    options.filter(({ type }) => type === 'series').map(({ key }) => [key, { name: key, steps, values }]),
  )
}
