import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tf } from '../load-native.ts'
import type { Outputs } from './record.ts'

/** A computation on tensors: what it reads that is another each time, and what it gives. */
export interface Work {
  readonly inputs: readonly Tensor[]
  readonly compute: () => Outputs
}

/**
 * A computation that is asked for again and again, with other numbers in the same places, as a step of training is. Who
 * runs it need not know how: a backend that can makes one call of it.
 */
export interface Routine {
  /**
   * What the work gives. `another` is the same work on other inputs of the same shapes, to tell what is a constant of the
   * work from what is one of these inputs alone; left out where whatever is no input stays as it is.
   */
  run(work: Work, another?: () => Work): Outputs
  close(): void
}

/** How a backend opens routines; who does not say runs them as they are. */
const openers = new WeakMap<object, () => Routine>()

export function setRoutines(backend: object, open: () => Routine): void {
  openers.set(backend, open)
}

export function openRoutine(tf: Tf): Routine {
  const open = openers.get(tf.backend())
  return open === undefined ? { run: ({ compute }) => compute(), close: () => {} } : open()
}
