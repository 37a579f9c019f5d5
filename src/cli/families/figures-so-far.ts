import type { Store } from '#src/store/index.ts'
import type { FigureSoFar, SweepId } from '#src/vocabulary/index.ts'
import { experiments, type Experiment, type Picture } from '#trainer/experiments/index.ts'
import { membersOf } from '#trainer/sweeps/index.ts'
import { askedSoFar } from '../sweeps/asked-so-far.ts'
import { sweepIds } from '../sweeps/kept.ts'
import { memberStates } from '../sweeps/states.ts'
import { statusOf } from '../sweeps/status.ts'
import { familyNamed, familySweep } from './family-sweep.ts'
import { memberReadings, type MemberReadings } from './member-readings.ts'
import { pictureOf } from './picture-of.ts'

/**
 * The figures of experiments, each of the runs that are complete when it is asked for. What was read of a run is remembered, and what
 * theory said, so that whoever watches a figure fill costs one reading a run.
 */
export function figuresSoFar(
  store: Pick<Store, 'list' | 'series' | 'columns'>,
  data: string,
  known: () => readonly Experiment[] | Promise<readonly Experiment[]> = () => experiments,
): (experiment: string) => Promise<FigureSoFar> {
  // By what it is, not by its id: a person's own may be another after it was saved.
  const pictures = new WeakMap<Experiment, Picture>()
  const readSoFar = new Map<SweepId, MemberReadings>()
  const read = async (id: string): Promise<FigureSoFar> => {
    const { experiment, family } = familyNamed(id, await known())
    const sweep = familySweep(experiment, family)
    const picture = pictures.get(experiment) ?? rememberingTheory(family.picture)
    pictures.set(experiment, picture)
    const readings = await memberReadings(store, sweep, picture, readSoFar.get(sweep.id))
    readSoFar.set(sweep.id, readings)
    return {
      experiment: id,
      order: sweep.order,
      runs: (await askedSoFar(store, sweep, await memberStates(store, membersOf(sweep)))).length,
      completed: readings.size,
      sweep: sweepIds(data).includes(sweep.id) ? await statusOf(store, data, sweep.id) : null,
      picture: await pictureOf(sweep, picture, readings),
    }
  }
  /** However many ask at once, it is read once. */
  const reading = new Map<string, Promise<FigureSoFar>>()
  return (id) => {
    const before = reading.get(id)
    if (before !== undefined) return before
    const now = read(id).finally(() => reading.delete(id))
    reading.set(id, now)
    return now
  }
}

/** A closed form may be the root of an equation at every place of its line. */
function rememberingTheory(picture: Picture): Picture {
  if (picture.kind === 'profiles' || picture.kind === 'phase-map' || picture.theory === undefined) return picture
  // Of either kind its arguments are plain data.
  const { at } = picture.theory as { readonly at: (...args: readonly unknown[]) => number | null }
  const said = new Map<string, number | null>()
  const remembered = (...args: readonly unknown[]) => {
    const key = JSON.stringify(args)
    const before = said.get(key)
    if (before !== undefined) return before
    const value = at(...args)
    said.set(key, value)
    return value
  }
  return { ...picture, theory: { ...picture.theory, at: remembered } } as Picture
}
