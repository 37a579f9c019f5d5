import type { Mark } from '#src/vocabulary/index.ts'

/** What tells marks apart. */
type MarkRead = Partial<Pick<Mark, 'by' | 'transition'>>

/** The marks of a run after one more: what is said anew of a transition takes the place of what was said of it before. */
export function withMark<M extends MarkRead>(marks: readonly M[], mark: M): readonly M[] {
  const places = growing.get(marks)
  if (places !== undefined) return put(marks as M[], places, mark)
  const key = mark.transition?.key
  const place =
    key === undefined ? -1 : marks.findIndex(({ by, transition }) => by === mark.by && transition?.key === key)
  return place < 0 ? [...marks, mark] : marks.with(place, mark)
}

/**
 * Lists that somebody is putting together from many marks, with the place of each transition by its name: nobody else has one yet, so
 * `withMark` puts one more into it as it is. To search and copy the list for each takes minutes of a hundred thousand.
 */
const growing = new WeakMap<readonly MarkRead[], Map<string, number>>()

/** The same marks in a list to be put together; it is to be finished before anybody else has it. */
export function growingMarks<M extends MarkRead>(marks: readonly M[]): readonly M[] {
  const copy: M[] = []
  const places = new Map<string, number>()
  for (const mark of marks) put(copy, places, mark)
  growing.set(copy, places)
  return copy
}

/** From here on it is never changed. */
export function finishedMarks(marks: readonly MarkRead[]): void {
  growing.delete(marks)
}

function put<M extends MarkRead>(marks: M[], places: Map<string, number>, mark: M): readonly M[] {
  const name = mark.transition === undefined ? null : JSON.stringify([mark.by, mark.transition.key])
  const place = name === null ? undefined : places.get(name)
  if (place !== undefined) marks[place] = mark
  else {
    if (name !== null) places.set(name, marks.length)
    marks.push(mark)
  }
  return marks
}
