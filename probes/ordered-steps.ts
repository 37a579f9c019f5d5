import type { History } from './inputs.ts'

/** Thrown where a probe reads something of which nothing can be said. */
export class Unusable extends Error {}

/** Every delay and slope is read off the steps: where they are in no order, no part of an answer is right. */
export function checkSteps({ name, steps }: History): void {
  const place = steps.findIndex((step, i) => !Number.isFinite(step) || !(i === 0 || step > (steps[i - 1] as number)))
  if (place < 0) return
  const [step, before] = [steps[place] as number, steps[place - 1]]
  throw new Unusable(
    Number.isFinite(step)
      ? `The steps of '${name}' do not increase: ${step} comes after ${before}`
      : `The steps of '${name}' hold NaN or an infinity`,
  )
}
