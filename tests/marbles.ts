import { TestScheduler, type RunHelpers } from 'rxjs/testing'
import { expect } from 'vitest'

/** What a diagram is drawn and compared with, and the virtual clock: one character is a millisecond. */
export interface Marbles extends RunHelpers {
  /** The virtual time, for what takes a clock. */
  readonly now: () => number
}

/**
 * Tests streams in virtual time: what is drawn happens at once, whatever the machine, and no timer runs. Everything that
 * is expected is compared when `draw` has returned; what it returned is given back, for what a diagram cannot say.
 */
export function marbles<T>(draw: (helpers: Marbles) => T): T {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected))
  return scheduler.run((helpers) => draw({ ...helpers, now: () => scheduler.now() }))
}
