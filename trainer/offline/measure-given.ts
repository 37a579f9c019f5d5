import type { Probe } from '#probes/define.ts'
import type { Inputs } from '#probes/inputs.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import { messageOf, PhasescopeError, quoted, runtimeError, usageError } from '#src/vocabulary/index.ts'
import { measure, type Measurement } from '#trainer/observing/ask.ts'
import type { Given, Source } from './given.ts'
import { leftOut, Reading, type ReadAs } from './left-out.ts'
import { offlineNeeds } from './needs.ts'
import type { LeftOut } from './parameters.ts'

/** What a probe says of files, and what it says it of. */
export interface Said {
  readonly measurements: readonly Measurement[]
  /** Tensors of the input that are no part of it. */
  readonly leftOut: readonly LeftOut[]
  readonly readAs: readonly ReadAs[]
}

/**
 * What a probe says of files, by the same function that asks it in a run: what it reads comes from tensors here. Also what
 * it leaves out of the parameters, and what it reads otherwise than it stands.
 */
export function saidOf(probe: Probe, given: Given, linalg: LinearAlgebra): Said {
  const reading = new Reading(probe)
  const inputsOf: InputsOf = (then) => reading.watched(inputsFrom(probe, then, linalg))
  try {
    const inputs = inputsOf(given)
    const memory = remembered(probe, given, inputs, inputsOf)
    const asked = { probe, options: given.options, inputs, linalg, seed: given.seed, step: 0, memory }
    const measurements = measure(asked)
    return { measurements, leftOut: leftOut(probe, given, reading), readAs: reading.asMatrices() }
  } catch (error) {
    if (error instanceof PhasescopeError) throw error
    throw notFinite(probe, given) ?? runtimeError(`Probe '${probe.id}' failed: ${messageOf(error)}`, error)
  }
}

type InputsOf = (given: Given) => Inputs

function inputsFrom(probe: Probe, given: Given, linalg: LinearAlgebra): Inputs {
  return Object.fromEntries(
    probe.needs.map((need) => [need, offlineNeeds[need].read(given, linalg, probe)]),
  ) as unknown as Inputs
}

/** What the probe carries to the step of the input: from the last --with, which is the oldest, through all after it. */
function remembered(probe: Probe, given: Given, inputs: Inputs, inputsOf: InputsOf): unknown {
  const { memory, needs } = probe
  if (memory === undefined) return undefined
  const states = needs.every((need) => offlineNeeds[need].isStepByStep) ? [given.input, ...given.others] : [given.input]
  // An update is a difference of two states, so that the oldest has none.
  const count = needs.includes('updates') ? states.length - 1 : states.length
  const earlier = Array.from({ length: Math.max(0, count - 1) }, (_, i) => i + 1).toReversed()
  const before = earlier.reduce((held: unknown, i) => {
    const then = { ...given, input: states[i] as Source, others: states.slice(i + 1) }
    return memory.next(held, inputsOf(then))
  }, memory.initial)
  return memory.next(before, inputs)
}

/** What no decomposition takes: most probes say so themselves and are absent, a few leave it to their algebra. */
function notFinite(probe: Probe, { input, others }: Given): PhasescopeError | null {
  for (const { name: file, tensors } of [input, ...others]) {
    for (const [name, tensor] of Object.entries(tensors)) {
      if (tensor.stored?.isRead === false) continue // nobody wanted it
      const { values } = tensor
      const place = values.findIndex((value) => !Number.isFinite(value))
      if (place < 0) continue
      return usageError(
        `${file}: tensor ${quoted(name)} contains ${values[place]} (at index ${place}), from which '${probe.id}' cannot be computed`,
      )
    }
  }
  return null
}
