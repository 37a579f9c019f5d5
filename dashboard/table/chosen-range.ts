import type { RunId } from '#src/vocabulary/index.ts'
import { lineAt } from './layout.ts'
import type { Question } from './parts-of.ts'
import type { Part } from './answered.ts'
import type { ShownLine } from './shown-lines.ts'

/** The ids of a stretch of runs, or of all. */
export type IdsOf = (question: Question, stretch?: { from: number; size: number }) => Promise<readonly RunId[]>

/** The ids of all runs on the lines from one to another: what is not drawn of them is asked for, ids only, once for each part. */
export async function idsOnLines(
  parts: readonly Part[],
  above: readonly number[],
  { from, to }: { readonly from: number; readonly to: number },
  shown: readonly ShownLine[],
  idsOf: IdsOf,
): Promise<readonly RunId[]> {
  const rows = new Map(shown.map(({ index, row }) => [index, row]))
  const known: RunId[] = []
  const unknown = new Map<number, { from: number; to: number }>()
  for (let index = from; index <= to; index++) {
    const line = lineAt(parts, above, index)
    if (line === null || line.at === null) continue
    const row = rows.get(index) ?? null
    if (row !== null) known.push(row.summary.run.id)
    else unknown.set(line.part, { from: Math.min(line.at, unknown.get(line.part)?.from ?? line.at), to: line.at })
  }
  const asked = await Promise.all(
    [...unknown].map(([part, { from, to }]) => idsOf(parts[part]!.question, { from, size: to - from + 1 })),
  )
  return [...known, ...asked.flat()]
}
