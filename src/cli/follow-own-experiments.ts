import type { Launchable } from '#src/vocabulary/index.ts'
import { experimentCardOf, experimentCards, experiments, type Experiment } from '#trainer/experiments/index.ts'
import { watchExperiments, type OwnExperiments } from '#trainer/user-experiments/index.ts'
import { faultText } from './own-experiments.ts'
import { say } from './terminal.ts'

/** The experiments that a hub offers: those of the catalogue, and those that folders have at the moment. */
export interface Followed {
  readonly known: () => readonly Experiment[]
  readonly launchable: () => Launchable
  close(): void
}

/** Follows folders of own experiments, from when all that they hold was judged; what is wrong with a file is said once. */
export async function followOwnExperiments(folders: readonly string[]): Promise<Followed> {
  if (folders.length === 0) return ofCatalogue()
  let known = experiments
  let launchable = ofCatalogue().launchable()
  const ready = Promise.withResolvers<void>()
  const heard = ({ experiments: own, faults }: OwnExperiments) => {
    known = [...experiments, ...own]
    const said = launchable.faults
    launchable = { experiments: known.map(experimentCardOf), faults: faults.map(faultText) }
    for (const text of launchable.faults) if (!said.includes(text)) say(text)
    ready.resolve()
  }
  const following = watchExperiments(folders).subscribe({ next: heard, error: ready.reject })
  await ready.promise
  return { known: () => known, launchable: () => launchable, close: () => following.unsubscribe() }
}

function ofCatalogue(): Followed {
  const launchable = { experiments: experimentCards(), faults: [] }
  return { known: () => experiments, launchable: () => launchable, close: () => {} }
}
