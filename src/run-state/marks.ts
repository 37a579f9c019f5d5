import type { Mark } from '#src/vocabulary/index.ts'

/** The marks of a run after one more: what is said anew of a transition takes the place of what was said of it before. */
export function withMark<M extends Partial<Pick<Mark, 'by' | 'transition'>>>(
  marks: readonly M[],
  mark: M,
): readonly M[] {
  const key = mark.transition?.key
  const place =
    key === undefined ? -1 : marks.findIndex(({ by, transition }) => by === mark.by && transition?.key === key)
  return place < 0 ? [...marks, mark] : marks.with(place, mark)
}
