import { beforeAll, describe, it } from 'vitest'
import { distanceFromInitialization } from '#probes/distance-from-initialization.ts'
import { effectiveRank } from '#probes/effective-rank.ts'
import { gradientNorm } from '#probes/gradient-norm.ts'
import type { Inputs } from '#probes/inputs.ts'
import { inverseParticipationRatio } from '#probes/inverse-participation-ratio.ts'
import { linearCka } from '#probes/linear-cka.ts'
import { ESTIMATORS } from '#probes/maths/algebra/cka.ts'
import { VARIANTS } from '#probes/maths/algebra/effective-rank.ts'
import { singularValues } from '#probes/singular-values.ts'
import { updateToWeightRatio } from '#probes/update-to-weight-ratio.ts'
import { weightNorm } from '#probes/weight-norm.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import type { Lab } from './lab.ts'
import { pick, reference, referenceInputs } from './reference.ts'

/** The probes of the first days, against the reference, on one backend, in both precisions. */
export function probesAgainst(opening: Promise<Lab>): void {
  describe('in float32', () => compare(opening, Float32Array, FLOAT32))
  describe('in float64', () => compare(opening, Float64Array, FLOAT64))
}

function compare(opening: Promise<Lab>, precision: typeof Float32Array | typeof Float64Array, tolerance: number) {
  const { expected } = reference
  let lab: Lab
  let inputs: Partial<Inputs>
  beforeAll(async () => {
    lab = await opening
    inputs = referenceInputs(precision)
  })

  it('weight norm', () => expectClose(lab.measure(weightNorm, inputs), expected.weightNorm, tolerance))

  it('gradient norm', () =>
    expectClose(lab.measure(gradientNorm, { gradients: inputs.weights }), expected.weightNorm, tolerance))

  it('update-to-weight ratio', () =>
    expectClose(lab.measure(updateToWeightRatio, inputs), expected.updateToWeightRatio, tolerance))

  it('distance from initialization', () =>
    expectClose(lab.measure(distanceFromInitialization, inputs), expected.distanceFromInitialization, tolerance))

  it('singular values', () => expectClose(lab.measure(singularValues, inputs), expected.singularValues, tolerance))

  it.each(VARIANTS)('effective rank, %s', (variant) =>
    expectClose(lab.measure(effectiveRank, inputs, { variant }), pick(expected.effectiveRank, variant), tolerance),
  )

  it.each(ESTIMATORS)('linear CKA, %s', (estimator) =>
    expectClose(lab.measure(linearCka, inputs, { estimator }), pick(expected.linearCka, estimator), tolerance),
  )

  it.each(['kept', 'dropped'])('inverse participation ratio, constant %s', (constant) => {
    const measured = lab.measure(inverseParticipationRatio, inputs, { constant })
    expectClose(measured, expected.inverseParticipationRatio[constant], tolerance)
  })
}
