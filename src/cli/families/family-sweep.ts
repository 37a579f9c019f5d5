import { unknownName, usageError } from '#src/vocabulary/index.ts'
import { experiments, type Experiment, type Family } from '#trainer/experiments/index.ts'
import { planSweep, type Sweep } from '#trainer/sweeps/index.ts'

/** The family of an experiment that is one, of those that are known; an error says which are. */
export function familyNamed(
  id: string,
  known: readonly Experiment[] = experiments,
): { readonly experiment: Experiment; readonly family: Family } {
  const ids = known.map((one) => one.id)
  const experiment = known.find((one) => one.id === id)
  if (experiment === undefined) throw unknownName('experiment', id, ids)
  if (experiment.family !== undefined) return { experiment, family: experiment.family }
  const families = known.filter((one) => one.family !== undefined).map((one) => one.id)
  throw usageError(
    `Experiment '${id}' has no figure of its own (${families.join(', ')} ${families.length === 1 ? 'has' : 'have'}); name series with --y, such as --runs 'experiment = "${id}"' --y train-loss`,
  )
}

/** The runs of a family, as the sweep that they are: whoever asks for them, the same runs are meant. */
export function familySweep(experiment: Experiment, family: Family, seeds = family.seeds): Sweep {
  const { grid, set = [], steps, labels, refine } = family
  const order = {
    ...{ experiment: experiment.id, grid, set, name: experiment.name },
    ...(seeds !== undefined && { seeds }),
    ...(steps !== undefined && { steps }),
    ...(labels !== undefined && { labels }),
    ...(refine !== undefined && { refine }),
  }
  return planSweep(order, [experiment])
}
