import { VISIBLE } from '#src/vocabulary/index.ts'
import { shortText } from './short.ts'

/** A run as it is called on a page: its name as long as a label may be, and told apart from others that are called so too. */
export interface Named {
  readonly id: string
  readonly name: string
}

/** The fewest characters of an id that are shown beside a name. */
const FEWEST = 4

/**
 * What each run of a list is called where all of them are shown. Of those that would look the same, each has the end of its
 * id behind its name, as long as it has to be: names are for people, and only the id says which run it is.
 */
export function distinctNames(runs: readonly Named[], most?: number): ReadonlyMap<string, string> {
  const once = [...new Map(runs.map((run) => [run.id, run])).values()]
  const shown = once.map(({ id, name }) => ({ id, name: VISIBLE.test(name) ? shortText(name, most) : id }))
  const told = apart(shown, tellingEnd)
  // A run may be called as another is told from a third.
  return new Map(apart(told, (id) => id).map(({ id, name }) => [id, name]))
}

/** Runs that look alike, each with something of its id behind its name. */
function apart(runs: readonly Named[], endOf: (id: string, group: readonly Named[]) => string): Named[] {
  const alike = Map.groupBy(runs, ({ name }) => looks(name))
  return runs.map(({ id, name }) => {
    const group = alike.get(looks(name))!
    return { id, name: group.length === 1 ? name : `${name} · ${endOf(id, group)}` }
  })
}

/** As the eye has it: spaces, composition and what has no width tell no two names apart. */
function looks(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** The shortest end of an id that none of the others has, from the beginning of a word on; all of it where another ends with it. */
function tellingEnd(id: string, group: readonly Named[]): string {
  const others = group.filter((other) => other.id !== id)
  for (let length = FEWEST; length < id.length; length++) {
    const end = id.slice(-length)
    if (!others.some((other) => other.id.endsWith(end))) return id.slice(wordBefore(id, id.length - length))
  }
  return id
}

/** Where the word begins that a place of an id lies in. */
function wordBefore(id: string, at: number): number {
  return id.lastIndexOf('-', at - 1) + 1
}
