import { describe, expect, it } from 'vitest'
import { attention } from '#trainer/layers/attention.ts'
import { dense } from '#trainer/layers/dense.ts'
import { embedding } from '#trainer/layers/embedding.ts'
import { inARow } from '#trainer/layers/in-a-row.ts'
import { layerNorm } from '#trainer/layers/layer-norm.ts'
import { mlp } from '#trainer/layers/mlp.ts'
import { positions } from '#trainer/layers/positions.ts'
import { residual } from '#trainer/layers/residual.ts'
import { constant } from '#trainer/layers/weights.ts'
import { tokens } from '#trainer/models/entrance.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import reference from '../../references/layers.json' with { type: 'json' }
import { backend } from '../runs.ts'

/** Held to `tests/references/layers.py`, which shares no formula with the layers. */
describe('a pre-LayerNorm block', () => {
  it.each(reference.blocks)('gives the logits of NumPy: $heads heads, $kind, rotation $base', async (one) => {
    const { tf } = workbenchOf(await backend())
    const { width, heads, scale, vocabulary, length, neurons, kind, base } = one
    const begins = constant(0)
    const norm = (place: number) => layerNorm({ name: `norm${place}`, width })
    const attend = attention({
      ...{ name: 'attn', width, heads, begins, mixing: kind as 'softmax' | 'linear' },
      ...(base === null ? {} : { rotary: base }),
    })
    const blocks = inARow([
      embedding({ name: 'embed', tokens: vocabulary, width, begins }),
      positions({ name: 'places', places: length, width, begins }),
      residual({ branch: [norm(1), attend], scale }),
      residual({
        branch: [norm(2), mlp({ name: 'mlp', width, neurons, activation: 'gelu', begins: { in: begins, out: begins }, bias: begins })], // prettier-ignore
        scale,
      }),
      norm(3),
      dense({ name: 'unembed', from: width, to: vocabulary, begins }),
    ])
    const given = Object.entries(one.weights)
    expect(blocks.weights.map(({ name, shape }) => [name, shape])).toEqual(given.map(([name, { shape }]) => [name, shape])) // prettier-ignore
    const weights = Object.fromEntries(given.map(([name, { shape, values }]) => [name, tf.tensor(values, shape)]))
    const rows = tokens(tf, Int32Array.from(one.tokens.flat()))
    const wanted = one.logits.flat(2)
    const scaleOfLogits = Math.max(...wanted.map(Math.abs))
    const got = blocks.through(tf, weights, { rows, positions: length }).y.rows.dataSync()
    expect(got).toHaveLength(wanted.length)
    got.forEach((logit, i) => expect(Math.abs(logit - wanted[i]!) / scaleOfLogits).toBeLessThan(2e-6))
  })
})
