import { judge, seriesOf, type MeasuredRun, type Points } from '#src/claims/index.ts'
import { BOUNDS, type ClaimOfRun, type Envelope, type Fact, type Judged, type RunId } from '#src/vocabulary/index.ts'
import type { Store } from '#src/store/index.ts'

/** What a run says of what its experiment claims, by every stored point: none where its first Report names no claims. */
export async function judgedClaims(run: RunId, store: Store): Promise<readonly Judged[]> {
  const facts = await store.facts(run)
  const claims = claimsIn(facts)
  if (claims.length === 0) return []
  const { step } = await store.summary(run)
  const names = new Set(claims.flatMap(({ of }) => seriesOf(of)))
  const known = (await store.series(run)).filter(({ name, kind }) => names.has(name) && kind === 'scalar')
  const points = new Map<string, Points>()
  for (const { name, points: stored } of known)
    if (stored <= BOUNDS.pointsJudged) points.set(name, await pointsOf(run, name, store))
  const changed = changedAt(facts)
  const measured = (reached: number): MeasuredRun => ({ points: (name) => points.get(name) ?? null, reached })
  return claims.map((claim) => {
    const judged = judge(claim, measured(Math.min(step, changed ?? step)))
    const isChanged = changed !== null && changed < claim.steps && judged.verdict === 'open'
    return isChanged ? { ...judged, why: `A setting was changed at step ${changed}: what is claimed is said of runs without` } : judged
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

/** Every point, in the order of the steps. */
async function pointsOf(run: RunId, series: string, store: Store): Promise<Points> {
  const parts = await Array.fromAsync(store.columns(run, series))
  const length = parts.reduce((sum, { steps }) => sum + steps.length, 0)
  const [steps, values] = [new Float64Array(length), new Float64Array(length)]
  let place = 0
  for (const part of parts) {
    steps.set(part.steps, place)
    values.set(part.values, place)
    place += part.steps.length
  }
  return { steps, values }
}
