/** Seeded numbers for tests: mulberry32 in [0, 1), and standard normals from it by Box and Muller. */
export function uniforms(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A matrix of independent standard normals. */
export function gaussian(rows: number, cols: number, seed: number): number[][] {
  const uniform = uniforms(seed)
  const draw = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  return Array.from({ length: rows }, () => Array.from({ length: cols }, draw))
}

/** An orthogonal matrix: Gram–Schmidt, twice, on a Gaussian one. */
export function orthogonal(size: number, seed: number): number[][] {
  const basis: number[][] = []
  for (const row of gaussian(size, size, seed)) {
    let rest = row
    for (const other of [...basis, ...basis]) {
      const along = rest.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0)
      rest = rest.map((value, i) => value - along * (other[i] ?? 0))
    }
    const length = Math.hypot(...rest)
    basis.push(rest.map((value) => value / length))
  }
  return basis
}

/** Matrix product of rows of numbers, in float64. */
export function times(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] {
  return a.map((row) => (b[0] ?? []).map((_, j) => row.reduce((sum, value, k) => sum + value * (b[k]?.[j] ?? 0), 0)))
}
