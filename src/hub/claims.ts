import { judge, seriesOf, type Points } from '#src/claims/index.ts'
import {
  BOUNDS,
  type ClaimOfRun,
  type Column,
  type Envelope,
  type Fact,
  type Judged,
  type RunId,
} from '#src/vocabulary/index.ts'
import type { Store } from '#src/store/index.ts'

/** What a run says of what its experiment claims, by every stored point: none where its first Report names no claims. */
export async function judgedClaims(run: RunId, store: Store): Promise<readonly Judged[]> {
  const facts = await store.facts(run)
  const claims = claimsIn(facts)
  if (claims.length === 0) return []
  const { step, endedAt } = await store.summary(run)
  const changed = changedAt(facts)
  // Of the step that a run has come to, more may be on its way.
  const reached = Math.min(endedAt === null ? step - 1 : step, changed ?? Infinity)
  const points = await pointsOfAll(run, new Set(claims.flatMap(({ of }) => seriesOf(of))), store, changed ?? Infinity)
  return claims.map((claim) => {
    const judged = judge(claim, { points: (series) => points.get(series) ?? null, reached })
    return judged.verdict === 'open' && changed !== null && changed < claim.steps
      ? { ...judged, why: `A setting was changed at step ${changed}, and this is said of runs without that` }
      : judged
  })
}

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
