import { firstValueFrom, Observable, race, Subject, timer } from 'rxjs'
import type { Launchable } from '#src/vocabulary/index.ts'
import { experimentCardOf, experimentCards, experiments, type Experiment } from '#trainer/experiments/index.ts'
import { watchExperiments, type OwnExperiments } from '#trainer/user-experiments/index.ts'
import { faultText } from './own-experiments.ts'
import { say } from './terminal.ts'

/** The experiments that a hub offers: those of the catalogue, and those that folders have when it is asked. */
export interface Followed {
  readonly known: () => Promise<readonly Experiment[]>
  readonly launchable: () => Promise<Launchable>
  close(): void
}

/** Whoever asks is told what stands where a check takes longer: a file may never end to load, and a page does not wait that long. */
const PATIENCE_MS = 15_000

/** Follows folders of own experiments, from when all that they hold was judged; what is wrong with a file is said once. */
export async function followOwnExperiments(folders: readonly string[], patienceMs = PATIENCE_MS): Promise<Followed> {
  if (folders.length === 0) return ofCatalogue()
  let known = experiments
  let launchable = launchableOfCatalogue()
  const ready = Promise.withResolvers<void>()
  const heard = ({ experiments: own, faults }: OwnExperiments) => {
    known = [...experiments, ...own]
    const said = launchable.faults
    launchable = { experiments: known.map(experimentCardOf), faults: faults.map(faultText) }
    for (const text of launchable.faults) if (!said.includes(text)) say(text)
    ready.resolve()
  }
  const asked$ = new Subject<() => void>()
  const following = watchExperiments(folders, undefined, asked$).subscribe({ next: heard, error: ready.reject })
  await ready.promise
  const judged = (): Promise<unknown> => {
    const told$ = new Observable<void>((waiting) => asked$.next(() => waiting.next()))
    return firstValueFrom(race(told$, timer(patienceMs)))
  }
  return {
    known: () => judged().then(() => known),
    launchable: () => judged().then(() => launchable),
    close: () => following.unsubscribe(),
  }
}

function ofCatalogue(): Followed {
  const launchable = launchableOfCatalogue()
  return { known: () => Promise.resolve(experiments), launchable: () => Promise.resolve(launchable), close: () => {} }
}

function launchableOfCatalogue(): Launchable {
  return { experiments: experimentCards(), faults: [] }
}
