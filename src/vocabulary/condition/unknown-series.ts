import { nearestName } from '../unknown-name.ts'
import { seriesIn, type Condition } from './condition.ts'
import { nameText } from './words.ts'

/** A name that no series has yet: not wrong, since a probe may be attached later, but worth a word. */
export interface UnknownSeries {
  readonly name: string
  /** What was probably meant: a known name, or known names and numbers with spaces round what stands between; or null. */
  readonly meant: string | null
  /** One sentence for a person. */
  readonly hint: string
}

/** The names in a condition that are not among the known scalar series. */
export function unknownSeries(condition: Pick<Condition, 'clause'>, known: Iterable<string>): UnknownSeries[] {
  const names = [...new Set(known)]
  return seriesIn(condition.clause)
    .filter((name) => !names.includes(name))
    .map((name) => unknown(name, names))
}

function unknown(name: string, known: readonly string[]): UnknownSeries {
  const apart = spaced(name, new Set(known))
  if (apart !== null) {
    const hint = `No series '${name}'; minus and divide need spaces around them, since names contain both: '${apart}'`
    return { name, meant: apart, hint }
  }
  const nearest = nearestName(name, known)
  if (nearest === null)
    return { name, meant: null, hint: `No series '${name}' yet; a probe that measures it may still be attached` }
  return { name, meant: nameText(nearest), hint: `No series '${name}'; did you mean '${nearest}'?` }
}

/** `train-loss-test-loss` as `train-loss - test-loss`, where that is made of known names and numbers only. */
function spaced(name: string, known: ReadonlySet<string>): string | null {
  const parts = name.split(/([-/])/)
  const isOperand = (text: string) => known.has(text) || text === 'step' || /^\d+(\.\d+)?$/.test(text)
  /** The first `ends[i]` parts, set apart, or null; the longest name wins. */
  const ends: (string | null)[] = [null]
  for (let end = 1; end <= parts.length; end += 2) {
    ends[end] = null
    for (let start = 0; start < end && ends[end] === null; start += 2) {
      const operand = parts.slice(start, end).join('')
      const before = start === 0 ? '' : ends[start - 1]
      if (before === null || before === undefined || !isOperand(operand)) continue
      ends[end] = start === 0 ? operand : `${before} ${parts[start - 1]} ${operand}`
    }
  }
  return ends[parts.length] ?? null
}
