import { openStream, type RandomStream } from '#src/vocabulary/random.ts'

/** Normal points of mean 0 whose principal components are known: random orthogonal directions, variances falling. */
export interface GaussianCloud {
  /** λ_1 > λ_2 > … */
  readonly variances: Float64Array
  /** One after another, at unit length, [d, d]: component i is row i. */
  readonly components: Float64Array
  /** Draws one point. */
  readonly draw: (stream: RandomStream) => Float64Array
}

/** Variances 3 and 2, then 1.2 and three quarters of the one before from there on. */
export function gaussianCloud(dimensions: number, seed: number): GaussianCloud {
  const variances = Float64Array.from({ length: dimensions }, (_, i) => [3, 2][i] ?? 1.2 * 0.75 ** (i - 2))
  const components = orthogonalRows(dimensions, openStream(seed, 'components'))
  return {
    variances,
    components,
    draw(stream) {
      const point = new Float64Array(dimensions)
      for (let i = 0; i < dimensions; i++) {
        const along = Math.sqrt(variances[i] as number) * stream.normal()
        for (let at = 0; at < dimensions; at++)
          point[at] = (point[at] as number) + along * (components[i * dimensions + at] as number)
      }
      return point
    },
  }
}

/** Normal rows made orthogonal one after another, twice, since rounding leaves something at the first time. */
function orthogonalRows(size: number, stream: RandomStream): Float64Array {
  const rows = Float64Array.from({ length: size * size }, () => stream.normal())
  for (let i = 0; i < size; i++) {
    const row = rows.subarray(i * size, (i + 1) * size)
    for (let turn = 0; turn < 2; turn++)
      for (let j = 0; j < i; j++) {
        const other = rows.subarray(j * size, (j + 1) * size)
        const along = row.reduce((sum, value, at) => sum + value * (other[at] as number), 0)
        for (let at = 0; at < size; at++) row[at] = (row[at] as number) - along * (other[at] as number)
      }
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0))
    for (let at = 0; at < size; at++) row[at] = (row[at] as number) / length
  }
  return rows
}
