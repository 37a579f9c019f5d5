import { EMPTY, lastValueFrom, tap } from 'rxjs'
import { judge, seriesOf, type Points } from '#src/claims/index.ts'
import { columnsOf, type Column, type Judged, type Report } from '#src/vocabulary/index.ts'
import type { Backend } from '#trainer/backend/index.ts'
import { trainRun, type RunContext } from '#trainer/index.ts'
import { joinedColumns } from '#trainer/link/index.ts'
import type { Member } from './members.ts'

/** A run that was made, and what it says of each of its claims. */
export interface Made extends Said {
  readonly member: Member
}

/** What a run says of each of its claims, and how it went. */
export interface Said {
  readonly judged: readonly Judged[]
  readonly how: 'completed' | 'stopped' | 'failed'
  /** The last step that was observed. */
  readonly step: number
  readonly why: string | null
  readonly seconds: number
}

/** What is left to say of a run whose process ended before it did. */
export function unmade({ claims }: Member, why: string): Said {
  const judged = claims.map(({ id }): Judged => ({ claim: id, verdict: 'open', value: null, steps: [], why }))
  return { judged, how: 'failed', step: 0, why, seconds: 0 }
}

/** Trains a run by the loop of every run, keeps only the numbers that its claims read, and judges these. */
export async function makeMember(
  member: Member,
  backend: Backend,
  onStep: (step: number) => void,
  context: RunContext = {},
): Promise<Said> {
  const wanted = new Set(member.claims.flatMap(({ of }) => seriesOf(of)))
  const columns = new Map<string, Column[]>()
  const reasons = new Map<string, string>()
  const begunAt = performance.now()
  let ended: Extract<Report, { type: 'ended' }> | null = null
  const report$ = trainRun(member.plan, backend, EMPTY, context).pipe(
    tap(({ report }) => {
      if (report.type === 'ended') ended = report
      if (report.type === 'absent') reasons.set(report.series, report.why)
      if (report.type === 'failed') reasons.set(report.probe, report.why)
      for (const column of columnsOf(report)) {
        onStep(column.steps.at(-1) ?? 0)
        if (!wanted.has(column.series) || column.lengths !== null) continue
        const known = columns.get(column.series)
        if (known === undefined) columns.set(column.series, [column])
        else known.push(column)
      }
    }),
  )
  await lastValueFrom(report$)
  const { how, step, why } = ended!
  const points = new Map<string, Points>()
  for (const [series, parts] of columns) points.set(series, joinedColumns(parts)[0]!)
  const run = { points: (series: string) => points.get(series) ?? null, reached: step }
  const judged = member.claims.map((claim) => {
    const said = judge(claim, run)
    if (said.value !== null) return said
    const [reason] = seriesOf(claim.of).flatMap(
      (series) => reasons.get(series) ?? reasons.get(series.split('/')[0]!) ?? [],
    )
    return { ...said, why: [said.why, reason, why].filter(Boolean).join('; ') || null }
  })
  return { judged, how, step, why, seconds: (performance.now() - begunAt) / 1000 }
}
