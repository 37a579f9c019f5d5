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
