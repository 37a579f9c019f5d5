import { openStream } from '#src/vocabulary/random.ts'
import type { Absent } from '#src/vocabulary/index.ts'
import type { Objective } from '#probes/inputs.ts'
import type { LinearAlgebra } from './linear-algebra.ts'
import { oncePerArray } from './once-per-array.ts'
import { largestEigenvalue } from './top-eigenpairs.ts'

/**
 * λ_max of the Hessian of an objective, as far as so many products tell: two probes that ask of one step pay once. Lanczos'
 * start is the same whoever asks, and when: what one probe says may not depend on which others are attached.
 */
export function largestCurvature(objective: Objective, iterations: number, linalg: LinearAlgebra): number | Absent {
  const known = searchesOf(objective)
  const found = known.get(iterations)
  if (found !== undefined) return found
  const largest = largestEigenvalue({
    times: (direction) => objective.hessianProduct(direction),
    size: objective.parameters.length,
    iterations,
    precision: objective.precision,
    random: openStream(0, 'largest curvature'),
    linalg,
  })
  known.set(iterations, largest)
  return largest
}

const searchesOf = oncePerArray((_objective: object) => new Map<number, number | Absent>())
