import type { Store } from '#src/store/index.ts'
import { usageError, type RunsQuestion } from '#src/vocabulary/index.ts'
import type { PlacedValue } from '#src/statistics/scaling/transition-scaling.ts'
import type { Read } from './onset-answer.ts'

/** A number of each run with its seed, its size and, where one is named, its place along a parameter. Two runs of one place and seed are refused. */
export async function readValues(
  store: Pick<Store, 'effects'>,
  among: RunsQuestion,
  { of, by, along }: { readonly of: string; readonly by: string; readonly along: string | null },
): Promise<Read & { readonly values: readonly PlacedValue[] }> {
  const factors = [by, ...(along === null ? [] : [along]), 'seed']
  const { rows } = await store.effects({ among, of, by: factors, center: 'mean', band: 'range', seed: 0 })
  const values: PlacedValue[] = []
  const without = new Map<number, number>()
  const seen = new Map<string, string>()
  let seedless = 0
  for (const { run, factors: given, value, beyond } of rows) {
    const [size, second] = given
    const [x, seed] = along === null ? [0, second] : [second, given[2]]
    if (typeof size !== 'number' || typeof x !== 'number') continue
    if (typeof seed !== 'number') seedless += 1
    if (typeof seed !== 'number') continue
    if (!(size > 0)) throw usageError(`--by ${by}: expected sizes above 0, got ${size} of run ${run}`)
    const place = JSON.stringify([size, x, seed])
    const before = seen.get(place)
    if (before !== undefined)
      throw usageError(
        `Runs ${before} and ${run} have the same seed at the same ${by}, and what tells them apart is no part of the question; leave out others with --where or --group`,
      )
    seen.set(place, run)
    if (beyond !== null || (value === null && along === null)) without.set(size, (without.get(size) ?? 0) + 1)
    else if (value !== null && Number.isFinite(value)) values.push({ seed, size, x, value })
  }
  if (values.length === 0 && seedless > 0)
    throw usageError(
      `${seedless} of these runs have no seed, over which intervals are computed; give each its seed in its config`,
    )
  if (values.length === 0)
    throw usageError(`No run has a number ${of} at a ${by} that is a number; \`phasescope runs --columns\` shows what there is`) // prettier-ignore
  return { values, without }
}
