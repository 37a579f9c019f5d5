import type { OptimizerLike, RateAccess } from './phasescope.d.ts'

/** What an optimizer of TensorFlow.js has of its rate: some have a way to set it, of the others it is read at each step. */
interface WithRate {
  learningRate?: number
  setLearningRate?: (rate: number) => void
}

/** How the rate is read and set; null where there is none that can be. */
export function rateOf(given: RateAccess | OptimizerLike | undefined): RateAccess | null {
  if (typeof given !== 'object' || given === null) return null
  if ('get' in given && 'set' in given) return given
  const optimizer = given as WithRate
  if (typeof optimizer.learningRate !== 'number') return null
  return {
    get: () => optimizer.learningRate!,
    set(rate) {
      if (optimizer.setLearningRate !== undefined) optimizer.setLearningRate(rate)
      else optimizer.learningRate = rate
    },
  }
}

export const MOST_RATE = 1e6

/** Sets the rate, and reads it back: one that did not take is a refusal, and stays as it was. */
export function setRate(rate: RateAccess, value: unknown): void {
  if (typeof value !== 'number' || !(value >= 0 && value <= MOST_RATE))
    throw new Error(`rate: expected a number from 0 to ${MOST_RATE}, got ${String(value)}`)
  const before = rate.get()
  rate.set(value)
  const now = rate.get()
  if (Math.abs(now - value) <= 1e-6 * Math.max(Math.abs(value), 1e-30)) return
  rate.set(before)
  throw new Error(`The rate is ${now} after it was set to ${value}`)
}
