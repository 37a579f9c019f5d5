import { lawOverSeeds, type LawOverSeeds, type SeededValue } from '#src/statistics/scaling/law-over-seeds.ts'
import type { OverSeeds } from '#src/statistics/scaling/over-seeds.ts'
import type { Asymptote } from '#src/statistics/scaling/scaling-law.ts'

/** A number of runs against their size, as it was read of them. */
export interface Read {
  readonly values: readonly SeededValue[]
  /** Runs without such a number, as where an event never came, by size: they are in no law. */
  readonly without: ReadonlyMap<number, number>
}

export interface OnsetAnswer extends Read {
  /** A power alone (or above an asymptote that is known), and one above an asymptote that is found with it. */
  readonly laws: readonly { readonly asymptote: Asymptote; readonly found: LawOverSeeds | null }[]
}

export function onsetAnswer(read: Read, asymptote: Asymptote | null, asked: OverSeeds): OnsetAnswer {
  const asymptotes: readonly Asymptote[] = asymptote === null ? [0, 'free'] : [asymptote]
  return { ...read, laws: asymptotes.map((one) => ({ asymptote: one, found: lawOverSeeds(read.values, one, asked) })) }
}
