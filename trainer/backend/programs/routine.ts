import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tf } from '../load-native.ts'
import type { Outputs } from './record.ts'

/** A computation on tensors: what it reads that is another each time, and what it gives. */
export interface Work {
  readonly inputs: readonly Tensor[]
  readonly compute: () => Outputs
}

/** Work that may be done on some of the examples at a time. */
export interface Divisible {
  readonly examples: number
  /**
   * The way forward alone, on inputs that are the same whenever the routine is first run: it says whether and how far the work
   * is parted, so that work there and back answers the same as work there alone, to the bit. Its outputs are among those of the work.
   */
  readonly forward: Work
  /** The same from one example up to another, with no other inputs. */
  readonly between: (from: number, to: number) => Work
  /** Whether an output is a mean or a sum over examples; each of the others has rows in their order. */
  readonly overExamples: (output: string) => 'mean' | 'sum' | null
}

/** What else is known of work that is to be run as a routine. */
export interface Nature {
  /**
   * The same on other inputs of the same shapes, to tell what is a constant of the work from what is one of these inputs
   * alone; left out where whatever is no input stays as it is.
   */
  readonly another?: () => Work
  readonly divisible?: Divisible
}

/**
 * A computation that is asked for again and again, with other numbers in the same places, as a step of training is. Who
 * runs it need not know how: a backend that can makes one call of it. Its bits are the same whenever it is run.
 */
export interface Routine {
  run(work: Work, nature?: Nature): Outputs
  close(): void
}

/** How a backend opens routines; one that does not say runs them as they are. */
const openers = new WeakMap<object, () => Routine>()

export function setRoutines(backend: object, open: () => Routine): void {
  openers.set(backend, open)
}

export function openRoutine(tf: Tf): Routine {
  const open = openers.get(tf.backend())
  return open === undefined ? { run: ({ compute }) => compute(), close: () => {} } : open()
}
