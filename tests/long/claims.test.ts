import { expect, it } from 'vitest'
import { experiments } from '#trainer/experiments/index.ts'
import { brokenOf } from '../trainer/experiments/verified.ts'

/**
 * What `phasescope verify --all --tier ci` says, of three seeds: minutes of training, for which not every change has to wait. That a mistake
 * breaks a claim is held beside each experiment.
 */
const claiming = experiments.filter(({ claims }) => claims.some(({ tier = 'ci' }) => tier === 'ci'))

it.each(claiming.map((experiment) => [experiment.id, experiment] as const))(
  '%s keeps its claims',
  async (_id, experiment) => {
    expect(await brokenOf(experiment, { seeds: [1, 2, 3] })).toEqual([])
  },
)
