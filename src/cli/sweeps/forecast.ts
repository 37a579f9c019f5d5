import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Store } from '#src/store/index.ts'
import { durationText, type SweepForecast } from '#src/vocabulary/index.ts'
import { membersOf, refinedCells, type Sweep } from '#trainer/sweeps/index.ts'
import { sweepsFolder } from './kept.ts'

/** Names of runs that one reads before one starts them. */
const SHOWN = 6

/** What a sweep would be, and about how long it would take: as the run of its experiment that ended last went, whatever its settings. */
export async function forecastOf(
  store: Pick<Store, 'list'>,
  data: string,
  sweep: Sweep,
  workers: number,
): Promise<SweepForecast> {
  const { id, name, steps, experiment } = sweep
  const members = membersOf(sweep)
  const { runs } = await store.list({ experiment, status: ['completed', 'stopped'], sort: 'last', size: 1 })
  const [pace] = runs
  const rounds = Math.ceil(members.length / workers)
  return {
    ...{ id, name, steps, runs: members.length },
    ...(sweep.refine !== null && { coarse: coarseRuns(sweep, sweep.refine) }),
    first: members.slice(0, SHOWN).map(({ order }) => order.name ?? ''),
    seconds: pace?.msPerStep == null ? null : (rounds * steps * pace.msPerStep) / 1000,
    pacedBy: pace?.run.id ?? null,
    isThere: existsSync(join(sweepsFolder(data), `${id}.json`)),
  }
}

/** Runs of the places with which a sweep that refines begins: those that are asked for before any has ended. */
function coarseRuns({ axes, seeds }: Sweep, spacing: number): number {
  const shape = axes.map(({ values }) => values.length)
  return refinedCells(shape, spacing, () => undefined).cells.length * seeds.length
}

export function forecastText({ id, runs, coarse, steps, first, seconds, pacedBy, isThere }: SweepForecast): string {
  const time =
    seconds === null
      ? 'no run of this experiment has told yet how long that takes'
      : `some ${durationText(seconds)}, at the pace of run ${pacedBy}`
  const asked = coarse === undefined ? `${runs} runs` : `${coarse} runs, then more of ${runs} where labels change,`
  const lines = [`Sweep ${id}: ${asked} of ${steps} steps, ${time}`, ...first.map((name) => `  ${name}`)]
  if (runs > first.length) lines.push(`  and ${runs - first.length} more`)
  if (isThere) lines.push('It is there already: starting it makes what is missing; give it a --name to make it anew')
  return lines.join('\n')
}
