import type { Inputs } from '#probes/inputs.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import type { Need } from '#src/vocabulary/index.ts'

/**
 * The same functions, each of which looks at the time before it begins. So a probe that asks the backend without end is
 * stopped between two calls, where nothing is half done; to be stopped within one is for what never comes back.
 */
function timedCalls<T extends object>(calls: T, look: () => void): T {
  const timed = Object.entries(calls).map(([name, call]: [string, unknown]) => {
    if (typeof call !== 'function') return [name, call]
    return [
      name,
      (...given: unknown[]): unknown => {
        look()
        return call.apply(calls, given)
      },
    ]
  })
  return Object.fromEntries(timed) as T
}

/** Inputs through which the backend is asked in time only. */
export function timedInputs<I extends Pick<Inputs, Need>>(inputs: I, needs: readonly Need[], look: () => void): I {
  if (!needs.includes('objective')) return inputs
  return Object.create(inputs, { objective: { value: timedCalls(inputs.objective, look), enumerable: true } }) as I
}

export function timedAlgebra(linalg: LinearAlgebra, look: () => void): LinearAlgebra {
  return timedCalls(linalg, look)
}
