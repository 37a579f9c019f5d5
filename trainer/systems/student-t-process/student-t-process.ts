import { nngpExpectations } from '#probes/maths/physics/nngp-kernel.ts'
import { erf } from '#probes/maths/statistics/erf.ts'
import { studentTConditional } from '#probes/maths/physics/student-t-process.ts'
import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import { lazily } from '#trainer/tensors/index.ts'
import { solvedSymmetric } from '../closed-form/least-squares.ts'
import type { Rule } from '../rule.ts'

export interface StudentTProcess {
  /** ν of the prior. */
  readonly degrees: number
  readonly examples: number
  readonly dimensions: number
  /** Of the values that are seen, in units of those that the prior expects. */
  readonly amplitude: number
  /** Scales that are drawn at each step. */
  readonly draws: number
}

/** Of each draw: its weight, and the weighted powers 1, 2 and 4 of how far the new value lies from the mean. */
const POWERS = [0, 1, 2, 4] as const

/**
 * Functions of a normal process whose common scale is unknown, f = √s g with (ν − 2)/s drawn from χ² of ν degrees: a Student-t
 * process. Scales are drawn from the prior, weighted by how likely they make the values that were seen, and each draws a new value:
 * what these come to is held against the closed form.
 */
export function studentTProcess(of: StudentTProcess, seed: number): Rule {
  const { degrees, examples: n, draws } = of
  const task = lazily(() => drawnTask(of, seed))
  const shape = [draws]
  const drawn = (stream: RandomStream) => {
    const { surprise, normalVariance } = task()
    const values = new Float64Array(draws)
    const sums = new Float64Array(POWERS.length)
    for (let i = 0; i < draws; i++) {
      const scale = (degrees - 2) / squaredNormals(stream, degrees)
      const weight = Math.exp(logLikelihood(scale, surprise, n))
      const value = Math.sqrt(scale * normalVariance) * stream.normal()
      values[i] = value
      POWERS.forEach((power, k) => (sums[k] = sums[k]! + weight * value ** power))
    }
    return { values, sums }
  }
  return {
    begin() {
      const { values, sums } = drawn(openStream(seed, 'first scales'))
      return { f: { shape, values }, 'sums/powers': { shape: [POWERS.length], values: sums } }
    },
    next(now, _settings, chance) {
      const before = now['sums/powers']!.values
      const { values, sums } = drawn(chance('scales'))
      const powers = sums.map((sum, k) => sum + before[k]!)
      return { f: { shape, values }, 'sums/powers': { shape: [POWERS.length], values: powers } }
    },
    shows: ({ now }) => ({
      theory: () => {
        const { mean, surprise, normalVariance } = task()
        const [weight, first, second, fourth] = now['sums/powers']!.values as unknown as [
          number,
          number,
          number,
          number,
        ]
        const variance = second / weight
        const closed = studentTConditional({ degrees, examples: n, surprise, normalVariance })
        return {
          mean: { measured: mean + first / weight, predicted: mean },
          variance: { measured: variance, predicted: closed.variance },
          'over-closed-form': { measured: variance / closed.variance, predicted: 1 },
          'over-normal': { measured: variance / normalVariance, predicted: closed.variance / normalVariance },
          kurtosis: { measured: fourth / weight / variance ** 2 - 3, predicted: closed.excessKurtosis },
        }
      },
    }),
  }
}

/** ln of the density of the values at a scale, less that at the likeliest one, so that none is too small to be told from 0. */
function logLikelihood(scale: number, surprise: number, n: number): number {
  const of = (s: number) => (-n / 2) * Math.log(s) - surprise / (2 * s)
  return of(scale) - of(surprise / n)
}

/** Places, values that were seen at all of them but the last, and what a normal process makes of these there. */
function drawnTask({ examples, dimensions, amplitude }: StudentTProcess, seed: number) {
  const [places, answers] = [openStream(seed, 'places'), openStream(seed, 'values')]
  const points = Array.from({ length: examples + 1 }, () =>
    Float64Array.from({ length: dimensions }, () => places.normal()),
  )
  const seen = points.slice(0, examples)
  const values = networkAt(seen, amplitude, answers)
  const place = points.at(-1)!
  const kernel = Float64Array.from(seen.flatMap((a) => seen.map((b) => covariance(a, b))))
  const beside = Float64Array.from(seen, (point) => covariance(point, place))
  const [explained, leaning] = [solvedSymmetric(kernel, values), solvedSymmetric(kernel, beside)]
  return {
    mean: inner(beside, explained),
    surprise: inner(values, explained),
    normalVariance: covariance(place, place) - inner(beside, leaning),
  }
}

/** Neurons of the network that says what is seen: it is nearly one of infinite width. */
const NEURONS = 1000

/** What a network with one hidden layer of erf neurons says, whose weights are standard normal. */
function networkAt(points: readonly Float64Array[], amplitude: number, stream: RandomStream): Float64Array {
  const values = new Float64Array(points.length)
  for (let neuron = 0; neuron < NEURONS; neuron++) {
    const weights = Float64Array.from(points[0]!, () => stream.normal())
    const readout = (amplitude * stream.normal()) / Math.sqrt(NEURONS)
    points.forEach((point, i) => (values[i] = values[i]! + readout * erf(inner(weights, point))))
  }
  return values
}

/** Of what infinitely wide networks with one hidden layer of erf neurons say at two places. */
function covariance(a: Float64Array, b: Float64Array): number {
  return nngpExpectations.erf!(inner(a, a), inner(b, b), inner(a, b))
}

function inner(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0)
}

function squaredNormals(stream: RandomStream, count: number): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += stream.normal() ** 2
  return sum
}
