import type { FitCallbacks, ModelLike, OptimizerLike, Run, Steered } from './phasescope.d.ts'

/**
 * What `model.fit` of TensorFlow.js is given: it logs what a batch and an epoch came to, and obeys the page between two batches. A step is a batch; what an epoch
 * came to is logged under `epoch/…` at the batch that ended it.
 */
export function callbacksOf(run: Run, model: ModelLike, steered: Steered): FitCallbacks {
  const optimizer = given(() => model.optimizer as OptimizerLike | undefined, undefined)
  const told: Steered = given(() => ({ ...(optimizer !== undefined && { rate: optimizer }), ...steered }), {})
  let batches = 0
  return {
    async onBatchEnd(_, logs) {
      batches += 1
      run.log(numbersIn(logs, ''), batches)
      const goesOn = await run.tick(batches, told)
      if (!goesOn) model.stopTraining = true
    },
    async onEpochEnd(epoch, logs) {
      const ended = typeof epoch === 'number' ? { epoch: epoch + 1 } : {}
      run.log({ ...numbersIn(logs, 'epoch/'), ...ended }, batches)
    },
  }
}

/** What of it is a curve: that it was batch 3 and had 32 examples is none. */
function numbersIn(logs: Readonly<Record<string, unknown>> | null | undefined, before: string): Record<string, number> {
  const numbers = given(() => Object.entries(logs ?? {}), []).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[0] !== 'batch' && entry[0] !== 'size',
  )
  return Object.fromEntries(numbers.map(([key, value]) => [`${before}${key}`, value]))
}

/** What a training hands over, or, where it throws, something instead. */
function given<T>(read: () => T, instead: T): T {
  try {
    return read()
  } catch {
    return instead
  }
}
