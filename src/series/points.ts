/** Scalars of one series: `values[i]` was measured at `steps[i]`. */
export interface StoredPoints {
  readonly steps: Float64Array
  readonly values: Float64Array
}

export function joined(parts: readonly StoredPoints[]): StoredPoints {
  const only = parts[0]
  if (only !== undefined && parts.length === 1) return only
  const length = parts.reduce((sum, part) => sum + part.steps.length, 0)
  const steps = new Float64Array(length)
  const values = new Float64Array(length)
  let at = 0
  for (const part of parts) {
    steps.set(part.steps, at)
    values.set(part.values, at)
    at += part.steps.length
  }
  return { steps, values }
}

/** In step order; points of one step stay in their order. What is in order already is given back as it is. */
export function sorted(points: StoredPoints): StoredPoints {
  if (isAscending(points.steps)) return points
  const order = orderOf(points.steps)
  return { steps: picked(points.steps, order), values: picked(points.values, order) }
}

/** In halves: to read a NaN as a number may change its payload. */
function picked(column: Float64Array, order: Uint32Array): Float64Array {
  const halves = new Uint32Array(column.buffer, column.byteOffset, column.length * 2)
  const target = new Uint32Array(order.length * 2)
  for (let i = 0; i < order.length; i++) {
    target[2 * i] = halves[2 * order[i]!]!
    target[2 * i + 1] = halves[2 * order[i]! + 1]!
  }
  return new Float64Array(target.buffer)
}

/** The indices of `steps` in step order; equal steps stay in their order. */
export function orderOf(steps: Float64Array): Uint32Array {
  const order = Uint32Array.from(steps, (_, i) => i)
  return order.sort((a, b) => steps[a]! - steps[b]! || a - b)
}

/** Those with `from <= x <= to`, of points in order of any x. */
export function within({ steps, values }: StoredPoints, from: number, to: number): StoredPoints {
  const start = firstAt(steps, from)
  const end = firstAt(steps, to, 'above')
  return { steps: steps.subarray(start, end), values: values.subarray(start, end) }
}

function isAscending(steps: Float64Array): boolean {
  for (let i = 1; i < steps.length; i++) if (steps[i]! < steps[i - 1]!) return false
  return true
}

/** The index of the first of ascending `steps` that is not below `step`, or that is above it. */
function firstAt(steps: Float64Array, step: number, which: 'not below' | 'above' = 'not below'): number {
  let low = 0
  let high = steps.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const here = steps[middle]!
    if (here < step || (here === step && which === 'above')) low = middle + 1
    else high = middle
  }
  return low
}
