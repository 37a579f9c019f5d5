/**
 * How a range of steps is cut into buckets. Every edge is a multiple of a power of two, so that the cells of the
 * pyramid never straddle one, and a neighboring query (a pan, one step more) gets the same buckets again.
 */
export interface Grid {
  /** Buckets from the first step of the range to the last. */
  readonly count: number
  /** Which bucket a step of the range belongs to, from 0. */
  readonly place: (step: number) => number
  /** A power of two: an aligned block of so many steps, at `step` or anywhere after it, lies in one bucket. */
  readonly grain: (step: number) => number
}

/** The finest grid over `from … to` (whole numbers from 0) of at most `points` buckets. */
export function gridOver(from: number, to: number, points: number, spacing: 'linear' | 'log'): Grid {
  return spacing === 'linear' ? linearGrid(from, to, points) : logGrid(from, to, points)
}

function linearGrid(from: number, to: number, points: number): Grid {
  let width = 1
  while (Math.floor(to / width) - Math.floor(from / width) + 1 > points) width *= 2
  const first = Math.floor(from / width)
  return {
    count: Math.floor(to / width) - first + 1,
    place: (step) => Math.floor(step / width) - first,
    grain: () => width,
  }
}

/**
 * Each factor of two is cut into 2^m equal parts: even in log step to within half a bucket, with edges that are exact
 * in binary. Below step 2^m a bucket is one step. Step 0 has no logarithm and joins step 1.
 */
function logGrid(from: number, to: number, points: number): Grid {
  for (let m = 52; ; m--) {
    const place = m >= 0 ? octaveParts(m) : octaves(2 ** -m)
    const first = place(from)
    const count = place(to) - first + 1
    if (count > points) continue
    return {
      count,
      place: (step) => place(step) - first,
      grain: (step) => 2 ** Math.max(0, exponentOf(step) - Math.max(0, m)),
    }
  }
}

function octaveParts(m: number): (step: number) => number {
  const parts = 2 ** m
  return (step) => {
    const above = exponentOf(step) - m
    return above <= 0 ? Math.max(1, step) : above * parts + Math.floor(step / 2 ** above)
  }
}

/** Coarser than an octave: `size` octaves a bucket, for a query of very few points. */
function octaves(size: number): (step: number) => number {
  return (step) => Math.floor(exponentOf(step) / size)
}

const scratch = new DataView(new ArrayBuffer(8))

/** ⌊log₂ step⌋ from the bits themselves, since Math.log2 rounds up just below large powers; 0 for step 0. */
function exponentOf(step: number): number {
  if (step < 1) return 0
  scratch.setFloat64(0, step)
  return (scratch.getUint32(0) >>> 20) - 1023
}
