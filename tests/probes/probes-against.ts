import { beforeAll, it } from 'vitest'
import { distanceFromInitialisation } from '#probes/distance-from-initialisation.ts'
import { effectiveRank } from '#probes/effective-rank.ts'
import { gradientNorm } from '#probes/gradient-norm.ts'
import { inverseParticipationRatio } from '#probes/inverse-participation-ratio.ts'
import { linearCka } from '#probes/linear-cka.ts'
import { VARIANTS } from '#probes/maths/effective-rank.ts'
import { singularValues } from '#probes/singular-values.ts'
import { updateToWeightRatio } from '#probes/update-to-weight-ratio.ts'
import { weightNorm } from '#probes/weight-norm.ts'
import type { Inputs } from '#probes/define.ts'
import { expectClose, FLOAT32 } from './close.ts'
import type { Lab } from './lab.ts'
import { pick, reference, referenceInputs } from './reference.ts'

/** Every probe that computes, against the reference, on one backend. */
export function probesAgainst(opening: Promise<Lab>): void {
  const { expected } = reference
  let lab: Lab
  let inputs: Partial<Inputs>
  beforeAll(async () => {
    lab = await opening
    inputs = referenceInputs(lab)
  })

  it('weight norm', () => expectClose(lab.measure(weightNorm, inputs), expected.weightNorm, FLOAT32))

  it('gradient norm', () =>
    expectClose(lab.measure(gradientNorm, { gradients: inputs.weights }), expected.weightNorm, FLOAT32))

  it('update-to-weight ratio', () =>
    expectClose(lab.measure(updateToWeightRatio, inputs), expected.updateToWeightRatio, FLOAT32))

  it('distance from initialisation', () =>
    expectClose(lab.measure(distanceFromInitialisation, inputs), expected.distanceFromInitialisation, FLOAT32))

  it('singular values', () => expectClose(lab.measure(singularValues, inputs), expected.singularValues, FLOAT32))

  it.each(VARIANTS)('effective rank, %s', (variant) =>
    expectClose(lab.measure(effectiveRank, inputs, { variant }), pick(expected.effectiveRank, variant), FLOAT32),
  )

  it.each(['debiased', 'biased'])('linear CKA, %s', (estimator) =>
    expectClose(lab.measure(linearCka, inputs, { estimator }), pick(expected.linearCka, estimator), FLOAT32),
  )

  it.each(['kept', 'dropped'])('inverse participation ratio, constant %s', (constant) => {
    const measured = lab.measure(inverseParticipationRatio, inputs, { constant })
    expectClose(measured, expected.inverseParticipationRatio[constant], FLOAT32)
  })
}
