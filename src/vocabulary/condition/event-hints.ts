import { isNamed, namesOfMark, type Mark } from '../mark.ts'
import { nearestName } from '../unknown-name.ts'
import { eventsIn, type Condition } from './condition.ts'

/**
 * A sentence for each event that a condition waits for and that perhaps never comes: one that came already, or of a name that nothing has. Not
 * wrong, since another may come, and a detector may be attached later, but worth a word.
 */
export function eventHints(
  { clause }: Pick<Condition, 'clause'>,
  detectors: Iterable<string>,
  marks: readonly Mark[],
): string[] {
  const ids = [...detectors]
  return [...new Set(eventsIn(clause))].flatMap((name) => {
    const came = marks.find(({ by, label, transition }) => isNamed({ by, label, key: transition?.key }, name))
    if (came !== undefined) return [`Event '${name}' came at step ${came.step} already: only another one is waited for`]
    if (ids.includes(name)) return []
    const said = marks.flatMap(({ by, label, transition }) => namesOfMark({ by, label, key: transition?.key }))
    const nearest = nearestName(name, [...new Set([...ids, ...said])])
    return [
      nearest === null
        ? `No event '${name}' yet; a detector that says it may still be attached`
        : `No event '${name}' yet; did you mean '${nearest}'?`,
    ]
  })
}
