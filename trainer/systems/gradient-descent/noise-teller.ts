import { runtimeError } from '#src/vocabulary/index.ts'
import { rowsAtTimes, type Diffusion } from '#trainer/data/index.ts'
import { type ByLayer, type Tf, tidied } from '#trainer/tensors/index.ts'
import type { TellNoise } from '../diffusion/walk-back.ts'
import type { Recipe } from './recipe.ts'

/** The model at these weights, as whoever runs diffusion backwards asks it. */
export function tellerOf(tf: Tf, { model }: Recipe, weights: ByLayer): TellNoise {
  return (points, times) => {
    const targets = { rows: points.rows, cols: points.cols, data: new Float32Array(points.rows * points.cols) }
    return tidied(tf, () => {
      const batch = model.batch(tf, { inputs: rowsAtTimes(points, times), targets })
      return model.logits(tf, weights, batch).dataSync()
    })
  }
}

export function diffusionOf({ task: { diffusion } }: Recipe): Diffusion {
  if (diffusion === undefined) throw runtimeError('The task is not to tell the noise in points')
  return diffusion
}
