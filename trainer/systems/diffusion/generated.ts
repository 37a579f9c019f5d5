import type { Inputs } from '#probes/inputs.ts'
import { openStream } from '#src/vocabulary/random.ts'
import type { Diffusion } from '#trainer/data/index.ts'
import { PLACES, walkedBack, type TellNoise } from './walk-back.ts'

/** How many are made: what is a share of them is known to a few hundredths. */
const GENERATED = 256

/**
 * What a model makes of noise, beside the points that it learned from. Noise and chance on the way are the same at every step, so that
 * what changes is the model.
 */
export function generated({ training, heldOut }: Diffusion, tell: TellNoise, seed: number): Inputs['samples'] {
  const stream = openStream(seed, 'generated points')
  const points = training()
  const noise = Float64Array.from({ length: GENERATED * points.cols }, () => stream.normal())
  const places = new Uint8Array(GENERATED).fill(PLACES)
  return {
    generated: walkedBack(tell, { rows: GENERATED, cols: points.cols, data: noise }, places, stream),
    training: points,
    heldOut: heldOut(),
  }
}
