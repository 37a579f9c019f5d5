import type { RunValue } from '#src/vocabulary/index.ts'

/** What a group of runs shares, in a table. */
export function keyText(value: RunValue): string | number {
  return value ?? '—'
}
