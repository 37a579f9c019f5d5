import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import { cosine, optimalOnQuadratic, scheduled, sgd, type Schedule } from '#trainer/optimizers/index.ts'
import type { Rule } from '../rule.ts'
import type { NamedTensors } from '../system-state.ts'

export interface NoisyQuadratic {
  /** h of the loss ½hθ², and C, the variance of its gradient's noise. */
  readonly curvature: number
  readonly noise: number
  /** V₀, mean square of θ at the start. */
  readonly start: number
  /** Of the constant schedule, and at the start of the cosine. */
  readonly rate: number
  /** Updates within which the cosine falls to 0. */
  readonly horizon: number
  /** Of θ, which all meet noise of their own. */
  readonly replicas: number
}

const QUADRATIC_SCHEDULES = ['optimal', 'constant', 'inverse-time', 'cosine'] as const
type ScheduleName = (typeof QUADRATIC_SCHEDULES)[number]

/**
 * Gradient descent on ½hθ² with noise of variance C on its gradient, many times over, by four schedules of the rate at once: each
 * begins where the others do and meets the same noise. What is shown of each is V, its mean square of θ.
 */
export function noisyQuadratic(begun: NoisyQuadratic, seed: number): Rule {
  const shape = [begun.replicas]
  return {
    begin() {
      const values = normals(openStream(seed, 'first places'), begun.replicas, Math.sqrt(begun.start))
      return {
        ...ofEach(() => ({ shape, values })),
        ...predictions(ofEach(() => begun.start)),
        'clock/updates': numbers(0),
      }
    },
    next(now, settings, chance) {
      const of = { ...begun, ...settings } as NoisyQuadratic
      const noise = normals(chance('gradient noise'), of.replicas, Math.sqrt(of.noise))
      const updates = now['clock/updates']!.values[0]!
      return {
        ...ofEach((name) => ({ shape, values: moved(now[name]!.values, noise, updates, name, of) })),
        ...predictions(ofEach((name) => varianceAfter(predicted(now, name), scheduleOf(name, of)(updates), of))),
        'clock/updates': numbers(updates + 1),
      }
    },
    shows: ({ now, settings }) => ({
      theory: () => theoryOf(now, { ...begun, ...settings } as NoisyQuadratic),
    }),
  }
}

/** The rate of an update, by how many were made before it. */
function scheduleOf(name: ScheduleName, of: NoisyQuadratic): Schedule {
  switch (name) {
    case 'optimal':
      return optimalOnQuadratic(of)
    case 'constant':
      return () => of.rate
    case 'inverse-time':
      return (made) => 1 / (of.curvature * (made + 1))
    case 'cosine':
      return cosine(of.rate, 0, of.horizon)
  }
}

function moved(
  places: ArrayLike<number>,
  noise: Float32Array,
  updates: number,
  name: ScheduleName,
  of: NoisyQuadratic,
): Float32Array {
  const optimizer = scheduled(scheduleOf(name, of), (rate) => sgd({ rate }))
  const weights = { place: { shape: [places.length], values: places as Float32Array } }
  const place = noise.map((value, i) => of.curvature * places[i]! + value)
  return optimizer.update({ updates, means: {} }, weights, { place }).place!.values
}

/** V after an update: exact in the mean over replicas without end. */
function varianceAfter(variance: number, rate: number, { curvature, noise }: NoisyQuadratic): number {
  return (1 - rate * curvature) ** 2 * variance + rate ** 2 * noise
}

/** V of every schedule; of the optimal one over its closed form, and that of the best other one over it. */
function theoryOf(now: NamedTensors, { curvature, noise, start }: NoisyQuadratic) {
  const updates = now['clock/updates']!.values[0]!
  const closed = 1 / (1 / start + (updates * curvature ** 2) / noise)
  const measured = ofEach((name) => meanSquare(now[name]!.values))
  const expected = { ...ofEach((name) => predicted(now, name)), optimal: closed }
  const each = ofEach((name) => ({ measured: measured[name], predicted: expected[name] }))
  return {
    ...each,
    'over-closed-form': { measured: measured.optimal / closed, predicted: 1 },
    lead: { measured: leadIn(measured), predicted: leadIn(expected) },
  }
}

function leadIn({ optimal, ...others }: Readonly<Record<ScheduleName, number>>): number {
  return Math.min(...Object.values(others)) / optimal
}

function predicted(now: NamedTensors, name: ScheduleName): number {
  return now[`theory/${name}`]!.values[0]!
}

function predictions(variances: Readonly<Record<ScheduleName, number>>): NamedTensors {
  return Object.fromEntries(Object.entries(variances).map(([name, value]) => [`theory/${name}`, numbers(value)]))
}

function numbers(...values: number[]) {
  return { shape: [values.length], values: Float64Array.from(values) }
}

function ofEach<T>(make: (name: ScheduleName) => T): Readonly<Record<ScheduleName, T>> {
  const made = QUADRATIC_SCHEDULES.map((name) => [name, make(name)] as const)
  return Object.fromEntries(made) as Readonly<Record<ScheduleName, T>>
}

function normals(stream: RandomStream, count: number, deviation: number): Float32Array {
  return Float32Array.from({ length: count }, () => deviation * stream.normal())
}

function meanSquare(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2
  return sum / values.length
}
