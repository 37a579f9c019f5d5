import type { SeriesDeclaration } from '#src/vocabulary/index.ts'

/**
 * The part of a probe that says what theory expects of another part (`w1.law` beside `w1`), if it has one: it is drawn dashed
 * upon that other's curve, where one sees whether they agree.
 */
export function lawOf({ part }: SeriesDeclaration, among: readonly SeriesDeclaration[]): SeriesDeclaration | undefined {
  return part === null ? undefined : among.find((other) => other.part === `${part}.law`)
}

/** Whether a part is such a law. */
export function isLaw(declaration: SeriesDeclaration, among: readonly SeriesDeclaration[]): boolean {
  return among.some((other) => lawOf(other, among) === declaration)
}
