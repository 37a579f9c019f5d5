import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import type { Tf } from './tensors.ts'
import type { Backend } from '#trainer/backend/index.ts'

/** The part of a backend that computing needs: training and probes work on the same one. */
export interface Workbench {
  readonly tf: Tf
  readonly linalg: LinearAlgebra
}

export function workbenchOf({ tf, linalg }: Pick<Backend, 'tf' | 'linalg'>): Workbench {
  return { tf: tf as unknown as Tf, linalg }
}

/**
 * What `compute` returns, with every tensor that it made disposed of but those that went through `tf.keep`. The result
 * does not pass through TensorFlow.js, which would look for tensors in it, number by number.
 */
export function tidied<T>(tf: Tf, compute: () => T): T {
  let result: { readonly of: T } | null = null
  tf.tidy(() => {
    result = { of: compute() }
  })
  return (result as unknown as { readonly of: T }).of
}
