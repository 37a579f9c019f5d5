import type { ExperimentCard } from '#src/vocabulary/index.ts'
import { experimentCardOf, experimentCards, experiments, type Experiment } from '#trainer/experiments/index.ts'
import { watchExperiments, type OwnExperiments } from '#trainer/user-experiments/index.ts'
import { faultText } from './own-experiments.ts'
import { say } from './terminal.ts'

/** The experiments that a hub offers: those of the catalogue, and those that folders have at the moment. */
export interface Followed {
  readonly known: () => readonly Experiment[]
  readonly cards: () => readonly ExperimentCard[]
  close(): void
}

/** Follows folders of own experiments, from when all that they hold was judged; what is wrong with a file is said once. */
export async function followOwnExperiments(folders: readonly string[]): Promise<Followed> {
  if (folders.length === 0) return { known: () => experiments, cards: experimentCards, close: () => {} }
  let known = experiments
  let cards: readonly ExperimentCard[] = experimentCards()
  const ready = Promise.withResolvers<void>()
  const said = new Set<string>()
  const heard = ({ experiments: own, faults }: OwnExperiments) => {
    known = [...experiments, ...own]
    cards = known.map(experimentCardOf)
    for (const text of faults.map(faultText)) if (!said.has(text)) say(text)
    said.clear()
    for (const text of faults.map(faultText)) said.add(text)
    ready.resolve()
  }
  const following = watchExperiments(folders).subscribe({ next: heard, error: ready.reject })
  await ready.promise
  return { known: () => known, cards: () => cards, close: () => following.unsubscribe() }
}
