import { badValue, isGivenName, GIVEN_NAME_EXPECTED } from '#src/vocabulary/index.ts'
import { parseRunClause } from '#src/vocabulary/run-expression/parse.ts'

/** What a run of a sweep is called once it has ended: by the first of them that holds of it. */
export interface Label {
  readonly name: string
  /** A condition of runs (`src/vocabulary/run-expression/README.md`); null of the last, which all others have. */
  readonly condition: string | null
}

/** More than these no eye tells apart by their colors. */
const MOST = 8
const EXPECTED = "'name: condition', such as 'memorized: max(\"train-accuracy\") > 0.9'"

/** `name: condition` each; the last may be a name alone, for whatever none holds of: `other` if nothing is said. */
export function labelsFrom(texts: readonly string[]): readonly Label[] {
  if (texts.length === 0) return []
  const labels = texts.map((text, i) => labelFrom(text, i === texts.length - 1))
  const all = labels.at(-1)!.condition === null ? labels : [...labels, { name: 'other', condition: null }]
  if (all.length > MOST) throw badValue('--label', `at most ${MOST} labels with that of the others`, `${all.length}`)
  const twice = all.find(({ name }, i) => all.findIndex((one) => one.name === name) < i)
  if (twice !== undefined) throw badValue('--label', 'each name once', twice.name)
  return all
}

function labelFrom(text: string, isLast: boolean): Label {
  const place = text.indexOf(':')
  const name = (place < 0 ? text : text.slice(0, place)).trim()
  if (!isGivenName(name)) throw badValue('--label', GIVEN_NAME_EXPECTED, name)
  if (place >= 0) {
    const condition = text.slice(place + 1).trim()
    parseRunClause(condition) // it says where it stops making sense
    return { name, condition }
  }
  if (!isLast) throw badValue('--label', `${EXPECTED}; the last alone may be a name without one`, text)
  return { name, condition: null }
}
