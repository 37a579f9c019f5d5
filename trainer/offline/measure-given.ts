import type { Probe } from '#probes/define.ts'
import type { Inputs } from '#probes/inputs.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import { messageOf, PhasescopeError, quoted, runtimeError, usageError } from '#src/vocabulary/index.ts'
import { measure, type Measurement } from '#trainer/observing/ask.ts'
import type { Given, Source } from './given.ts'
import { offlineNeeds } from './needs.ts'

/** What a probe says of files, by the same function that asks it in a run: what it reads comes from tensors here. */
export function measureGiven(probe: Probe, given: Given, linalg: LinearAlgebra): Measurement[] {
  try {
    const inputs = inputsOf(probe, given, linalg)
    const memory = remembered(probe, given, inputs, linalg)
    return measure({ probe, options: given.options, inputs, linalg, seed: given.seed, step: 0, memory })
  } catch (error) {
    if (error instanceof PhasescopeError) throw error
    throw notFinite(probe, given) ?? runtimeError(`Probe '${probe.id}' failed: ${messageOf(error)}`, error)
  }
}

function inputsOf(probe: Probe, given: Given, linalg: LinearAlgebra): Inputs {
  return Object.fromEntries(
    probe.needs.map((need) => [need, offlineNeeds[need].read(given, linalg, probe)]),
  ) as unknown as Inputs
}

/** What the probe carries to the step of the input: from the last --with, which is the oldest, through all after it. */
function remembered(probe: Probe, given: Given, inputs: Inputs, linalg: LinearAlgebra): unknown {
  const { memory, needs } = probe
  if (memory === undefined) return undefined
  const states = needs.every((need) => offlineNeeds[need].isStepByStep) ? [given.input, ...given.others] : [given.input]
  // An update is a difference of two states, so that the oldest has none.
  const count = needs.includes('updates') ? states.length - 1 : states.length
  const earlier = Array.from({ length: Math.max(0, count - 1) }, (_, i) => i + 1).toReversed()
  const before = earlier.reduce((held: unknown, i) => {
    const then = { ...given, input: states[i] as Source, others: states.slice(i + 1) }
    return memory.next(held, inputsOf(probe, then, linalg))
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
