import { BOUNDS, badValue, type ParameterCard, type ParameterValue } from '#src/vocabulary/index.ts'
import { settingsFromTexts } from '#trainer/run/index.ts'

/** A parameter that a sweep varies, and the values that it takes, in order. */
export interface Axis {
  readonly key: string
  readonly values: readonly ParameterValue[]
}

/** Digits of a value between two ends: enough for any setting, and 0.001 is 0.001. */
const DIGITS = 12

/**
 * `weightDecay=0,0.3,1` or `rate=log:1e-4:1e-1:4`, checked against the cards of an experiment: the parameter is known, each
 * value may stand there, none stands twice.
 */
export function axisFrom(cards: readonly ParameterCard[], text: string): Axis {
  const place = text.indexOf('=')
  if (place < 1) throw badValue('--grid', 'key=value,value,…, lin:FROM:TO:COUNT or log:FROM:TO:COUNT among them', text)
  const [key, list] = [text.slice(0, place), text.slice(place + 1)]
  const isWhole = cards.some((card) => card.key === key && card.type === 'integer')
  const values: ParameterValue[] = []
  for (const item of list.split(',')) {
    const texts = spaced(key, item, isWhole)
    // Before more are made: a short text can name very many.
    if (values.length + texts.length > BOUNDS.sweepRuns)
      throw badValue('--grid', `at most ${BOUNDS.sweepRuns} values of '${key}'`, text)
    values.push(...texts.map((one) => checked(cards, key, one)))
  }
  assertDistinct(key, values)
  return { key, values }
}

/** The same as a text, with every value spelled out. */
export function axisText({ key, values }: Axis): string {
  return `${key}=${values.join(',')}`
}

function checked(cards: readonly ParameterCard[], key: string, value: string): ParameterValue {
  return settingsFromTexts(cards, [`${key}=${value}`])[key]!
}

/** One value as it is typed, or those that a range stands for, its ends exact. */
function spaced(key: string, item: string, isWhole: boolean): string[] {
  const [kind, ...rest] = item.split(':')
  if (kind !== 'lin' && kind !== 'log') return [item.trim()]
  const [from = NaN, to = NaN, count = NaN] = rest.map((one) => (one.trim() === '' ? NaN : Number(one)))
  const isRange = rest.length === 3 && [from, to].every(Number.isFinite) && from !== to
  const isCount = Number.isInteger(count) && count >= 2 && count <= BOUNDS.entries
  if (!isRange || !isCount)
    throw badValue(key, `${kind}:FROM:TO:COUNT, two numbers and how many values, 2 to ${BOUNDS.entries}`, item)
  if (kind === 'log' && !(from > 0 && to > 0))
    throw badValue(key, 'log:FROM:TO:COUNT between two numbers above 0', item)
  return Array.from({ length: count }, (_, i) => {
    if (i === 0) return String(from)
    if (i === count - 1) return String(to)
    const share = i / (count - 1)
    const value = kind === 'lin' ? from + (to - from) * share : from * (to / from) ** share
    return String(isWhole ? Math.round(value) : Number(value.toPrecision(DIGITS)))
  })
}

/** The same setting twice would be the same run twice. */
function assertDistinct(key: string, values: readonly ParameterValue[]): void {
  const seen = new Set<ParameterValue>()
  for (const value of values) {
    if (seen.has(value)) throw badValue(key, 'each value once', `${value} twice`)
    seen.add(value)
  }
}
