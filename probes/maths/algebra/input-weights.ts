import type { Layers } from '#probes/inputs.ts'
import type { Matrix } from './linear-algebra.ts'

/** How the bias of a layer is called where the weight is called so: `w1` and `b1`, `fc.weight` and `fc.bias`, … */
const CALLED: readonly (readonly [RegExp, string])[] = [
  [/w(?=\d*$)/, 'b'],
  [/W(?=\d*$)/, 'B'],
  [/weight$/, 'bias'],
  [/kernel$/, 'bias'],
]

/** What enters each neuron, one row a neuron: its column of a weight matrix [in, out], and its bias where it has one. */
export function inputWeights(name: string, { rows, cols, data }: Matrix, layers: Layers): Matrix {
  const bias = biasOf(name, cols, layers)
  const width = rows + (bias === null ? 0 : 1)
  const vectors = new Float64Array(cols * width)
  for (let neuron = 0; neuron < cols; neuron++) {
    for (let i = 0; i < rows; i++) vectors[neuron * width + i] = data[i * cols + neuron] ?? 0
    if (bias !== null) vectors[neuron * width + rows] = bias[neuron] ?? 0
  }
  return { rows: cols, cols: width, data: vectors }
}

function biasOf(name: string, neurons: number, layers: Layers): Float32Array | Float64Array | null {
  const names = CALLED.filter(([weight]) => weight.test(name)).map(([weight, bias]) => name.replace(weight, bias))
  const found = names.map((bias) => layers[bias]).find((layer) => layer?.shape.join() === String(neurons))
  return found?.values ?? null
}
