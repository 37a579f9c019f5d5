import { describe, expect, it } from 'vitest'
import type { Probe } from '#probes/define.ts'
import { probes } from '#probes/index.ts'
import type { Inputs } from '#probes/inputs.ts'
import { isAbsent, isEstimate } from '#src/vocabulary/index.ts'
import { openLab } from '../lab.ts'
import { randomChain } from '../random-chain.ts'
import { answerTo, inputsForLaws, type GoodInputs } from './inputs.ts'
import { inDoublePrecision, placesOf, withValues, type Place } from './places.ts'
import { SCALINGS, type Law } from './scaling-laws.ts'

/** From 1e-205 to 1e205, in powers of two: multiplying by them rounds nothing, and ties stay ties. */
const SCALES = [-680, -498, -299, 1, 266, 498, 680].map((exponent) => 2 ** exponent)

const lab = await openLab()
const usual = inputsForLaws(lab)

describe('a probe’s value changes with the scale of its inputs as it must, from 1e-200 to 1e200', () => {
  it('is stated for every probe', () => expect(Object.keys(SCALINGS).sort()).toEqual(probes.map(({ id }) => id).sort()))

  describe.each(probes.map((probe) => [probe.id, probe] as const))('%s', (id, probe) => {
    const { laws, kept = {} } = SCALINGS[id] ?? { laws: [] }

    it('scales each input, or says why not', () => {
      const fronts = [...laws.flatMap(({ scaled }) => Object.keys(scaled)), ...Object.keys(kept)]
      const paths = laws.map((law) => placesOf(inputsOf(probe, law).steps.at(-1) ?? {})).flat()
      const places = laws.length === 0 ? placesOf(usual(probe).steps.at(-1) ?? {}) : paths
      expect(places.filter((place) => !fronts.some((front) => isUnder(place, front))).map(nameOf)).toEqual([])
    })

    laws.forEach((law, i) =>
      it(`obeys ${said(law)}${i === 0 ? '' : ` (${i + 1})`}`, () => {
        const inputs = inputsOf(probe, law)
        const before = answerTo(probe, scaledBy(inputs, law, 1), lab.measure)
        for (const s of SCALES) {
          const after = answerTo(probe, scaledBy(inputs, law, s), lab.measure)
          for (const [part, value] of Object.entries(partsOf(before)))
            expectScaled(partsOf(after)[part], value, degreeOf(law, part), s, law, `${part || 'value'} at s = ${s}`)
        }
      }),
    )
  })
})

function said({ scaled, degree, isLogarithm, options }: Law): string {
  const what = Object.entries(scaled).map(([front, power]) => (power === 1 ? front : `${front} to the ${power}`))
  const k = typeof degree === 'number' ? degree : JSON.stringify(degree)
  const under = options === undefined ? '' : `, ${Object.values(options).join(', ')}`
  return `${isLogarithm ? 'logarithm of ' : ''}degree ${k} in ${what.join(', ')}${under}`
}

/** In float64, and on the network that the law is stated on. */
function inputsOf(probe: Probe, law: Law): GoodInputs {
  const { steps, options } = usual(probe)
  const own = law.on === undefined ? steps : steps.map((inputs) => ({ ...inputs, ...homogeneous(inputs, probe) }))
  return {
    steps: own.map((inputs) => inDoublePrecision(inputs, lab.linalg)),
    options: { ...options, ...law.options },
  }
}

/** Rectified, without biases: its answers follow its inputs, and each of its layers. */
function homogeneous(inputs: Partial<Inputs>, probe: Probe): Partial<Inputs> {
  const sizes = probe.id === 'renormalized-order-parameter' ? [6, 8, 3] : [6, 8, 7, 3]
  const chainOf = (seed: number) =>
    randomChain({
      sizes,
      activation: 'relu',
      loss: { kind: 'mse', reduction: 'mean' },
      examples: 40,
      seed,
      withBias: false,
    })
  return {
    ...(inputs.chain && { chain: chainOf(5) }),
    ...(inputs.initialChain && { initialChain: chainOf(6) }),
    ...(inputs.other && { other: { ...inputs.other, chain: chainOf(7) } }),
  }
}

function scaledBy({ steps, options }: GoodInputs, { scaled, along }: Law, s: number): GoodInputs {
  const scale = (inputs: Partial<Inputs>): Partial<Inputs> => {
    const next = Object.entries(scaled).reduce((held, [front, power]) => {
      if (front === 'objective') return { ...held, objective: timesLoss(held.objective as Inputs['objective'], s) }
      return placesOf(held)
        .filter((place) => isUnder(place, front))
        .reduce((all, place) => withValues(all, place, times(place.values, s ** power), lab.linalg), held)
    }, inputs)
    return along === undefined ? next : along(next, s)
  }
  return { steps: steps.map(scale), options }
}

function times(values: Place['values'], factor: number): Place['values'] {
  return typeof values === 'number' ? values * factor : (values.map((value) => value * factor) as Float64Array)
}

/** The same function of the weights, times s. */
function timesLoss(objective: Inputs['objective'], s: number): Inputs['objective'] {
  return {
    ...objective,
    loss: (...asked) => s * objective.loss(...asked),
    gradient: (...asked) => objective.gradient(...asked).map((value) => s * value),
    hessianProduct: (...asked) => objective.hessianProduct(...asked).map((value) => s * value),
  }
}

function isUnder(place: Place, front: string): boolean {
  return nameOf(place) === front || nameOf(place).startsWith(`${front} `)
}

function nameOf({ path }: Place): string {
  return path.join(' ')
}

type Numbers = { readonly absent: string } | (readonly number[] & { readonly isEstimated?: true })

/** An answer by parts; a probe of one has the part ''. */
function partsOf(answer: unknown): Record<string, Numbers> {
  if (isAbsent(answer)) return { '': answer }
  if (
    typeof answer === 'object' &&
    answer !== null &&
    !isEstimate(answer) &&
    !ArrayBuffer.isView(answer) &&
    !('data' in answer)
  )
    return Object.fromEntries(Object.entries(answer).map(([part, value]) => [part, numbersOf(value)]))
  return { '': numbersOf(answer) }
}

function numbersOf(value: unknown): Numbers {
  if (isAbsent(value)) return value
  if (isEstimate(value)) return Object.assign([value.estimate, value.standardError], { isEstimated: true } as const)
  if (typeof value === 'number') return [value]
  const list = 'data' in (value as object) ? (value as { data: Float64Array }).data : (value as Float64Array)
  return [...list]
}

function degreeOf({ degree }: Law, part: string): number {
  if (typeof degree === 'number') return degree
  const word = part.split('.').at(-1) ?? ''
  return degree[word] ?? degree[''] ?? NaN
}

/** Below this float64 has fewer digits, and 0 is as good. */
const SMALLEST = 2 ** -1000

function expectScaled(after: Numbers | undefined, before: Numbers, k: number, s: number, law: Law, path: string): void {
  if ('absent' in before) return expect(after, path).toHaveProperty('absent')
  const { tolerance = 1e-9, isLogarithm } = law
  const { isEstimated } = before
  const expected = before.map((value, i) => (isLogarithm ? value + (i === 0 ? k * Math.log(s) : 0) : value * s ** k))
  // An infinity may be left out by name, a number that float64 has may not.
  if (after !== undefined && 'absent' in after)
    return expect(expected.every(Number.isFinite), `${path}: ${after.absent}`).toBe(false)
  const largest = Math.max(...expected.map(Math.abs).filter(Number.isFinite), 0)
  const errors = expected.map((value, i) => {
    const got = after?.[i] ?? NaN
    if (Math.abs(value) === Infinity || Number.isNaN(value)) return got === value || Number.isNaN(value) ? 0 : Infinity
    if (largest < SMALLEST) return Math.abs(got) <= 2 * SMALLEST ? 0 : Infinity
    return Math.abs(got - value) / largest
  })
  // Of an estimate that has left the range of numbers there is no error.
  if (isEstimated && !Number.isFinite(expected[0])) errors.length = 1
  const worst = errors.reduce((most, error) => (error > most || Number.isNaN(error) ? error : most), 0)
  expect(
    worst,
    `${path}: ${JSON.stringify(after)} against ${JSON.stringify(expected)}`.slice(0, 400),
  ).toBeLessThanOrEqual(tolerance)
}
