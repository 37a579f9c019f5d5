import { describe, expect, it } from 'vitest'
import type { Backend } from '#trainer/backend/index.ts'
import { fingerprint } from '#trainer/systems/fingerprint.ts'
import { crossEntropy } from '#trainer/losses/cross-entropy.ts'
import { adamW } from '#trainer/optimizers/adamw.ts'
import { measureWithin, TookTooLong } from '#trainer/user-files/time-limit.ts'
import { openTraining, type Training } from '#trainer/systems/gradient-descent/training.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { pairNetworks, type SmallNetwork } from '../small-networks.ts'

const STEPS = 12
const network = pairNetworks[0] as SmallNetwork

/** What holds on every backend when a computation on it is stopped wherever it happens to be. */
export function stoppingOn(name: string, opened: Promise<Backend>): void {
  describe(`stopping a computation on ${name}`, async () => {
    const { tf } = workbenchOf(await opened)

    /** The weights after a training at whose every step something happens. */
    function trained(event: (training: Training) => void): string {
      const { task, model } = network
      const training = openTraining(
        tf,
        { task, model, loss: crossEntropy(1), optimizer: adamW({ rate: 1e-2, decay: 1, betas: [0.9, 0.98] }) },
        1,
      )
      for (let step = 0; step < STEPS; step++) {
        event(training)
        training.advance()
      }
      const weights = fingerprint(training.weights)
      training.close()
      return weights
    }

    it.each<[string, (objective: Training['inputs']['objective']) => unknown]>([
      ['losses', ({ loss, parameters }) => loss(parameters.slice())],
      ['gradients', ({ gradient, parameters }) => gradient(parameters.slice())],
      ['Hessian products', ({ hessianProduct, parameters }) => hessianProduct(parameters.map((_, i) => i % 3))],
    ])('in the middle of endless %s leaves the training as it was, to the bit', (_, ask) => {
      const undisturbed = trained(() => {})
      let stopped = 0
      const tensors: number[] = []
      const disturbed = trained(({ inputs: { objective, gradients } }) => {
        void gradients
        tensors.push(tf.memory().numTensors)
        const { scopeStack, activeScope, kernelDepth, gradientDepth } = tf.engine().state
        const depth = scopeStack.length
        try {
          // Another limit each time, so that it strikes in other places.
          measureWithin(
            21 + stopped,
            () => {
              for (;;) ask(objective)
            },
            tf,
          )
        } catch (error) {
          expect(error).toBeInstanceOf(TookTooLong)
          stopped += 1
        }
        expect(tf.engine().state).toMatchObject({ kernelDepth, gradientDepth })
        expect(tf.engine().state.activeScope).toBe(activeScope)
        expect(tf.engine().state.scopeStack.length).toBe(depth)
      })
      // Once the step is over, one may be left half disposed of, one half made, one counted twice; a scope that was
      // left open, or what Hessian products share, would be dozens.
      const left = tensors.slice(1).map((now, i) => Math.abs(now - (tensors[i] as number)))
      expect(Math.max(...left)).toBeLessThanOrEqual(3)
      expect(stopped).toBe(STEPS)
      expect(disturbed).toBe(undisturbed)
    })
  })
}
