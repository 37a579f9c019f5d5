import { throughLayers, type Ensemble } from './mean-field.ts'

/** Where one searches a critical σ_w², and through how many layers, of which those behind `from` are averaged. */
export interface Search {
  readonly least: number
  readonly most: number
  readonly layers: number
  readonly from: number
}

/** Steps of the search before bisection: a line that is crossed twice within one is not seen. */
const GRID = 36

/**
 * The least σ_w² in a range at which χ_J, averaged over the layers behind one, passes 1 from below; null where it does
 * not. At many layers it is the critical line of the infinitely deep network, at few that which so few show.
 */
export function criticalWeightVariance(of: Omit<Ensemble, 'weightVariance'>, search: Search): number | null {
  const { least, most, layers, from } = search
  const excess = (weightVariance: number) => {
    const { susceptibilities } = throughLayers({ ...of, weightVariance }, 1, layers)
    const counted = susceptibilities.slice(from)
    return counted.reduce((sum, chi) => sum + chi, 0) / counted.length - 1
  }
  const at = (i: number) => least + ((most - least) * i) / GRID
  for (let i = 0; i < GRID; i++) {
    if (excess(at(i)) < 0 && excess(at(i + 1)) >= 0) return bisected(excess, at(i), at(i + 1))
  }
  return null
}

function bisected(excess: (x: number) => number, below: number, above: number): number {
  for (;;) {
    const middle = below + (above - below) / 2
    if (middle <= below || middle >= above || above - below < 1e-7) return middle
    if (excess(middle) < 0) below = middle
    else above = middle
  }
}
