import { runtimeError, type ParameterValues, type Run } from '#src/vocabulary/index.ts'
import type { Experiment } from './define.ts'
import { experiments } from './catalogue.ts'

/**
 * The experiment and the settings of a run that is kept. A setting that the experiment did not have then has its
 * default, which is to mean what was done without it. An error where it would be trained again with other settings.
 */
export function reconstructed(
  { id, experiment: named, source, parameters }: Pick<Run, 'id' | 'experiment' | 'source' | 'parameters'>,
  known: readonly Experiment[] = experiments,
): {
  readonly experiment: Experiment
  readonly parameters: ParameterValues
} {
  const experiment = known.find((one) => one.id === named && one.own?.hash === source)
  const use = 'use the version of Phasescope that trained it'
  if (experiment === undefined)
    throw runtimeError(`Run '${id}' belongs to experiment '${named}', which this version does not have; ${use}`)
  const cards = experiment.parameters
  const strange = Object.keys(parameters).find((key) => !cards.some((card) => card.key === key))
  if (strange !== undefined) {
    const keys = cards.map(({ key }) => key).join(', ')
    throw runtimeError(
      `Run '${id}' was trained with a setting '${strange}', which this version does not have (${named} has ${keys}); ${use}`,
    )
  }
  return {
    experiment,
    parameters: { ...Object.fromEntries(cards.map((card) => [card.key, card.default])), ...parameters },
  }
}
