/** The text of a probe of one's own whose parts have all that separates fields and rows; its least part is called as told. */
export const oddParts = (id = 'odd-parts', name = 'oddParts', least = '=1+1') => `
import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from '#probes/define.ts'

export const ${name} = defineProbe({
  id: '${id}', name: 'Odd parts', symbol: 'o', formula: 'x', unit: '1',
  about: 'Parts whose names are odd', caveat: 'None of note here', estimator: 'Exact', edges: 'None',
  reference: 'Own', needs: ['weights'], cost: 'free', cadence: every(5), group: 'structure',
  output: scalars(), options: [],
  measure: ({ weights }, { linalg }) => {
    const [w] = Object.values(weights)
    const data = w?.values ?? Float64Array.of(NaN)
    const [largest = NaN] = linalg.singularValues({ rows: w?.shape[0] ?? 1, cols: w?.shape[1] ?? 1, data })
    return { 'w0,w1': largest, 'say "hi"': 2, 'a\\nb': 3, '${least}': 1e-20, constructor: 6 }
  },
})
`
