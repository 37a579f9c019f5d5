import { judgeAlone, seriesOf, type Points } from '#src/claims/index.ts'
import { isFilled, stateFromFacts } from '#src/run-state/index.ts'
import {
  BOUNDS,
  type ClaimOfRun,
  type Column,
  type Envelope,
  type Fact,
  type Judged,
  type RunId,
  type RunSummary,
} from '#src/vocabulary/index.ts'
import type { Store } from '#src/store/index.ts'

/** What runs say of what their experiments claim. */
export interface Claims {
  /** By every stored point: none where the first Report of the run names no claims. */
  judged(run: RunId): Promise<readonly Judged[]>
}

/** Runs whose answer is remembered: more than are looked at at once. */
const REMEMBERED = 64

/** Everybody who looks at a run asks of it as it goes on: an answer is computed once for all of them, and again when more is stored. */
export function newClaims(store: Store): Claims {
  const known = new Map<RunId, { readonly of: string; readonly answer: Promise<readonly Judged[]> }>()
  return {
    async judged(run) {
      const summary = await store.summary(run)
      const of = [summary.points, summary.lastReportAt, summary.endedAt].join()
      const before = known.get(run)
      if (before?.of === of) return before.answer
      const answer = judgedNow(run, summary, store)
      known.delete(run)
      known.set(run, { of, answer })
      if (known.size > REMEMBERED) known.delete(known.keys().next().value!)
      answer.catch(() => known.delete(run))
      return answer
    },
  }
}

async function judgedNow(run: RunId, { step, endedAt }: RunSummary, store: Store): Promise<readonly Judged[]> {
  const facts = await store.facts(run)
  const claims = claimsIn(facts)
  if (claims.length === 0) return []
  const changed = changedAt(facts)
  // Of the step that a run has come to, more may be on its way.
  const reached = Math.min(endedAt === null ? step - 1 : step, changed ?? Infinity)
  const { fills } = stateFromFacts(facts)
  const isComing = (series: string) => fills.get(probeOf(series))?.some((fill) => !isFilled(fill) && fill.why === null)
  const wanted = new Set(claims.flatMap(({ of }) => seriesOf(of)).filter((series) => !isComing(series)))
  const points = await pointsOfAll(run, wanted, store, changed ?? Infinity)
  return claims.map((claim) => {
    const judged = judgeAlone(claim, { points: (series) => points.get(series) ?? null, reached })
    if (judged.verdict !== 'open') return judged
    const coming = seriesOf(claim.of).find(isComing)
    if (coming !== undefined) return { ...judged, why: `The past of ${coming} is being filled in` }
    return changed !== null && changed < claim.steps
      ? { ...judged, why: `A setting was changed at step ${changed}, and this is said of runs without that` }
      : judged
  })
}

const probeOf = (series: string) => series.split('/')[0]!

function claimsIn(facts: readonly Envelope<Fact>[]): readonly ClaimOfRun[] {
  for (const { report } of facts) if (report.type === 'started') return report.claims ?? []
  return []
}

/** The step from which the run has other settings than those of which the claims are said. */
function changedAt(facts: readonly Envelope<Fact>[]): number | null {
  for (const { report } of facts) if (report.type === 'applied' && report.command.type === 'set') return report.step
  return null
}

/** The scalar series of these names, up to a step. A series that is longer than one judges by is as if nobody measured it. */
async function pointsOfAll(run: RunId, names: ReadonlySet<string>, store: Store, until: number) {
  const all = new Map<string, Points>()
  for (const { name, kind, points } of await store.series(run)) {
    const isWanted = names.has(name) && kind === 'scalar' && points > 0 && points <= BOUNDS.pointsJudged
    if (isWanted) all.set(name, pointsOf(await Array.fromAsync(store.columns(run, name)), until))
  }
  return all
}

function pointsOf(parts: readonly Column[], until: number): Points {
  const [steps, values]: [number[], number[]] = [[], []]
  for (const part of parts)
    for (const [i, step] of part.steps.entries()) {
      if (step > until) continue
      steps.push(step)
      values.push(part.values[i]!)
    }
  return { steps, values }
}
