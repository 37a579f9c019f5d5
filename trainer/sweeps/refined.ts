/**
 * Which cells of a grid are made where only the borders between labels are of interest: every so many-th of each axis first, and then,
 * again and again, each cell that lies beside another label, where one that is not made counts as the nearest that is. In the end
 * the cells on both sides of every border are made, and those within a phase are not. What is smaller than the first spacing
 * may be missed.
 */

/** Values of each axis; a cell is a place among them, the last axis changing first. */
export type Shape = readonly number[]

/** Of a cell that is made: the number of its label, or null where it has none; undefined of one that is still to be made. */
export type LabelOf = (cell: number) => number | null | undefined

export interface Refined {
  /** To be made as far as is known, those of a round after those of the rounds before. */
  readonly cells: readonly number[]
  /** Whether nothing more will be asked for: all of these are made, and no border is left. */
  readonly isWhole: boolean
}

/**
 * The rounds are gone through from the first for any answer, and one begins when all of the rounds before are made: so the same labels
 * ask for the same cells, in whatever order runs end.
 */
export function refinedCells(shape: Shape, spacing: number, labelOf: LabelOf): Refined {
  const places = placesOf(shape)
  const cells = places.flatMap((place, cell) => (isCoarse(place, shape, spacing) ? [cell] : []))
  const wanted = new Set(cells)
  for (;;) {
    if (cells.some((cell) => labelOf(cell) === undefined)) return { cells, isWhole: false }
    const labels = nearestLabels(shape, (cell) => (wanted.has(cell) ? labelOf(cell) : undefined))
    const next = places.flatMap((_, cell) =>
      !wanted.has(cell) && neighborsOf(cell, shape).some((other) => labels[other] !== labels[cell]) ? [cell] : [],
    )
    if (next.length === 0) return { cells, isWhole: true }
    for (const cell of next) wanted.add(cell)
    cells.push(...next)
  }
}

/**
 * The label of every cell: its own, or that of the nearest that has one, by the straight line over steps along the axes (of equally near ones the
 * first). Null where none has.
 */
export function nearestLabels(shape: Shape, labelOf: LabelOf): readonly (number | null)[] {
  const places = placesOf(shape)
  const made = places.flatMap((place, cell) => {
    const label = labelOf(cell) ?? null
    return label === null ? [] : [{ place, label }]
  })
  return places.map((place, cell) => {
    const own = labelOf(cell)
    if (own !== undefined && own !== null) return own
    let nearest: { readonly far: number; readonly label: number | null } = { far: Infinity, label: null }
    for (const one of made) {
      const far = one.place.reduce((sum, at, axis) => sum + (at - place[axis]!) ** 2, 0)
      if (far < nearest.far) nearest = { far, label: one.label }
    }
    return nearest.label
  })
}

/** Where each cell lies on the axes. */
function placesOf(shape: Shape): readonly (readonly number[])[] {
  return shape.reduce<readonly (readonly number[])[]>(
    (before, count) => before.flatMap((place) => Array.from({ length: count }, (_, i) => [...place, i])),
    [[]],
  )
}

/** Of each axis every so many-th value, and the last. */
function isCoarse(place: readonly number[], shape: Shape, spacing: number): boolean {
  return place.every((at, axis) => at % spacing === 0 || at === shape[axis]! - 1)
}

/** Those one step away along an axis. */
function neighborsOf(cell: number, shape: Shape): readonly number[] {
  const neighbors: number[] = []
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const count = shape[axis]!
    const at = Math.floor(cell / stride) % count
    if (at > 0) neighbors.push(cell - stride)
    if (at < count - 1) neighbors.push(cell + stride)
    stride *= count
  }
  return neighbors
}
