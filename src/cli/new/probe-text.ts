/** A small probe that measures at once: what a person changes into their own. */
export function probeText(id: string, exported: string, name: string): string {
  return `import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from '#probes/define.ts'

/**
 * What it measures, and when one would care. Try it:
 *   phasescope train grok-mlp-small --probes FOLDER
 * with the folder in which this file lies: it can be attached on the page of the run, and is checked again whenever it is saved.
 *   phasescope measure ${id} --probes FOLDER --input weights.npz
 * measures a file. More to copy from: probes/ and CONTRIBUTING.md of Phasescope.
 */
export const ${exported} = defineProbe({
  id: '${id}', // as the file is called; the export is the same in camel case
  name: '${name}',
  symbol: 'max |w|',
  formula: String.raw\`\\max_i |w_i|\`, // LaTeX
  unit: '1',
  about: 'The largest weight of each layer, by absolute value',
  caveat: 'What a reader has to know before they compare it: here, that it grows with the number of weights',
  estimator: 'Exact, of the float32 weights',
  edges: 'A layer without weights has 0; NaN among the weights gives NaN',
  reference: 'Where the quantity is defined: a paper, or yourself',

  // What \`measure\` may read: anything else does not compile. src/vocabulary/need/ lists all there is, such as gradients, train or test.
  needs: ['weights'],
  cost: 'free', // 'pass': one more forward or backward pass; 'passes': many
  cadence: every(5),
  group: 'norms',
  output: scalars({ headline: 'largest' }), // one curve a key of what \`measure\` returns
  options: [],

  // Pure, of its inputs alone. Where there is no value it returns absent('why'), never 0 for "unknown".
  measure: ({ weights }) => {
    const layers = Object.entries(weights).map(([layer, { values }]) => [layer, largestOf(values)] as const)
    return { ...Object.fromEntries(layers), largest: largestOf(layers.map(([, largest]) => largest)) }
  },
})

function largestOf(values: ArrayLike<number>): number {
  let largest = 0
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] as number))
  return largest
}
`
}
