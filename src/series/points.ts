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
  return {
    steps: Float64Array.from(order, (i) => points.steps[i]!),
    values: Float64Array.from(order, (i) => points.values[i]!),
  }
}

/** The indices of `steps` in step order; equal steps stay in their order. */
export function orderOf(steps: Float64Array): Uint32Array {
  const order = Uint32Array.from(steps, (_, i) => i)
  return order.sort((a, b) => steps[a]! - steps[b]! || a - b)
}

/** Those with `from <= step <= to`, of points in step order. */
export function within({ steps, values }: StoredPoints, from: number, to: number): StoredPoints {
  const start = firstAt(steps, from)
  const end = firstAt(steps, to + 1)
  return { steps: steps.subarray(start, end), values: values.subarray(start, end) }
}

function isAscending(steps: Float64Array): boolean {
  for (let i = 1; i < steps.length; i++) if (steps[i]! < steps[i - 1]!) return false
  return true
}

/** The index of the first of ascending `steps` that is not below `step`. */
function firstAt(steps: Float64Array, step: number): number {
  let low = 0
  let high = steps.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (steps[middle]! < step) low = middle + 1
    else high = middle
  }
  return low
}
