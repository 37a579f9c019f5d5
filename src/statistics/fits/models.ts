import type { Fit, FittedParameter, Model, RunId } from '#src/vocabulary/index.ts'
import { leastSquares, type Curve, type LeastSquares } from './least-squares.ts'

/** What a run brings to a fit: its factor and its value. */
export interface FitPoint {
  readonly run: RunId
  readonly x: number
  readonly y: number
}

const line: Curve = { at: (x, [a = 0, b = 0]) => a + b * x, slopes: (x) => [1, x] }

const logistic: Curve = {
  at: (x, [low = 0, high = 0, rate = 0, middle = 0]) => low + (high - low) * share(rate * (x - middle)),
  slopes(x, [low = 0, high = 0, rate = 0, middle = 0]) {
    const s = share(rate * (x - middle))
    const steep = (high - low) * s * (1 - s)
    return [1 - s, s, steep * (x - middle), -steep * rate]
  },
}

function share(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z))
}

interface Described {
  readonly formula: string
  readonly residualsOf: Fit['residualsOf']
  readonly names: readonly string[]
  /** Whether it is of positive values, and of positive factors, alone: those are fitted by their logarithms. */
  readonly logX: boolean
  readonly logY: boolean
  readonly fit: (x: readonly number[], y: readonly number[]) => LeastSquares | null
}

const lineThrough = (x: readonly number[], y: readonly number[]) => leastSquares(line, x, y, [0, 0])

const MODELS: Readonly<Record<Model, Described>> = {
  power: {
    formula: 'y = a x^b',
    residualsOf: 'log value',
    names: ['a', 'b'],
    logX: true,
    logY: true,
    fit: lineThrough,
  },
  exponential: { formula: 'y = a exp(b x)', residualsOf: 'log value', names: ['a', 'b'], logX: false, logY: true, fit: lineThrough }, // prettier-ignore
  logistic: {
    formula: 'y = low + (high − low) / (1 + exp(−k (x − middle)))',
    residualsOf: 'value',
    names: ['low', 'high', 'k', 'middle'],
    logX: false,
    logY: false,
    fit: logisticThrough,
  },
}

/**
 * A model through all runs whose numbers are finite, and positive where it takes logarithms: power law and exponential are straight lines of
 * logarithms, so that an error is a share of the value; the logistic is fitted to the values as they are.
 */
export function fitOf(model: Model, points: readonly FitPoint[]): Fit {
  const { formula, residualsOf, names, logX, logY, fit } = MODELS[model]
  const kept = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y) && (!logX || x > 0) && (!logY || y > 0)) // prettier-ignore
  const none = (why: string): Fit => ({ model, formula, residualsOf, parameters: [], residuals: [], runs: [], r2: NaN, why }) // prettier-ignore
  const places = new Set(kept.map(({ x }) => x)).size
  const of = logX ? ' above 0' : ''
  if (kept.length <= names.length)
    return none(`${names.length} parameters need more than ${names.length} runs with a finite value${logY ? ' above 0' : ''} at a factor${of}; there are ${kept.length}`) // prettier-ignore
  if (places < names.length)
    return none(`${names.length} parameters need ${names.length} different values of the factor${of}; there are ${places}`) // prettier-ignore
  const through = fit(
    kept.map(({ x }) => (logX ? Math.log(x) : x)),
    kept.map(({ y }) => (logY ? Math.log(y) : y)),
  )
  if (through === null) return none('the runs do not determine it')
  const { residuals, r2 } = through
  return { model, formula, residualsOf, parameters: parametersOf(names, logY, through), residuals, runs: kept.map(({ run }) => run), r2, why: null } // prettier-ignore
}

function parametersOf(
  names: readonly string[],
  logY: boolean,
  { parameters, halfWidths }: LeastSquares,
): FittedParameter[] {
  return names.map((name, i) => {
    const [value, half] = [parameters[i]!, halfWidths[i]!]
    // The line's start is the logarithm of a.
    const shown = logY && i === 0 ? Math.exp : (one: number) => one
    return { name, value: shown(value), low: shown(value - half), high: shown(value + half) }
  })
}

/** From its ends, the place where it is half-way, and a width of a quarter of all factors, rising or falling. */
function logisticThrough(x: readonly number[], y: readonly number[]): LeastSquares | null {
  const byX = x.map((place, i) => ({ place, value: y[i]! })).sort((one, other) => one.place - other.place)
  const [first, last] = [byX[0]!, byX[byX.length - 1]!]
  const [low, high] = [Math.min(...y), Math.max(...y)]
  const half = (low + high) / 2
  const isRising = last.value >= first.value
  const crossing = byX.find(({ value }) => (isRising ? value >= half : value <= half)) ?? first
  const rate = ((isRising ? 1 : -1) * 8) / (last.place - first.place)
  return leastSquares(logistic, x, y, [low, high, rate, crossing.place])
}
