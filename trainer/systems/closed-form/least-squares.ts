/**
 * The weights with which features, a column [n] each, fit targets [n]: of least squares, with a ridge λ ‖w‖² beside the sum of
 * squares. Without one, and with as many features as examples or more, those of least length among the weights that fit exactly.
 */
export function leastSquares(features: readonly Float64Array[], targets: Float64Array, ridge = 0): Float64Array {
  if (ridge > 0) return ridged(features, targets, ridge)
  if (features.length <= targets.length) {
    const { columns, taus, diagonal } = reflected(features.map((column) => column.slice()))
    return backward(columns, diagonal, reflect(columns, taus, targets).subarray(0, features.length))
  }
  const { columns, taus, diagonal } = reflected(transposed(features, targets.length))
  const short = new Float64Array(features.length)
  short.set(forward(columns, diagonal, targets))
  return reflectBack(columns, taus, short)
}

/** Through whichever of FᵀF and FFᵀ is smaller. */
function ridged(features: readonly Float64Array[], targets: Float64Array, ridge: number): Float64Array {
  if (features.length <= targets.length)
    return solvedSymmetric(
      gramOf(features, ridge),
      Float64Array.from(features, (column) => dot(column, targets)),
    )
  const dual = solvedSymmetric(gramOf(transposed(features, targets.length), ridge), targets)
  return Float64Array.from(features, (column) => dot(column, dual))
}

/** a_i · a_j, with a ridge on the diagonal: [n, n], both triangles. */
export function gramOf(vectors: readonly Float64Array[], ridge: number): Float64Array {
  const n = vectors.length
  const gram = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = dot(vectors[i]!, vectors[j]!) + (i === j ? ridge : 0)
      gram[i * n + j] = value
      gram[j * n + i] = value
    }
  }
  return gram
}

/** x in a x = b for a symmetric, positive definite `a` [n, n], by Cholesky's decomposition. */
export function solvedSymmetric(a: Float64Array, b: Float64Array): Float64Array {
  const n = b.length
  const l = a.slice()
  const row = (i: number, to: number) => l.subarray(i * n, i * n + to)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) l[i * n + j] = (l[i * n + j]! - dot(row(i, j), row(j, j))) / l[j * n + j]!
    l[i * n + i] = Math.sqrt(l[i * n + i]! - dot(row(i, i), row(i, i)))
  }
  const x = b.slice()
  for (let i = 0; i < n; i++) x[i] = (x[i]! - dot(row(i, i), x)) / l[i * n + i]!
  for (let i = n - 1; i >= 0; i--) {
    x[i]! /= l[i * n + i]!
    for (let k = 0; k < i; k++) x[k]! -= l[i * n + k]! * x[i]!
  }
  return x
}

/** Columns a = Q R by Householder reflections: below its diagonal each column holds its reflection, above it R. */
function reflected(columns: Float64Array[]): { columns: Float64Array[]; taus: Float64Array; diagonal: Float64Array } {
  const [taus, diagonal] = [new Float64Array(columns.length), new Float64Array(columns.length)]
  columns.forEach((column, j) => {
    const tail = column.subarray(j)
    const length = Math.sqrt(dot(tail, tail))
    const signed = (tail[0] as number) > 0 ? -length : length
    diagonal[j] = signed
    tail[0]! -= signed
    const square = dot(tail, tail)
    taus[j] = square === 0 ? 0 : 2 / square
    for (const other of columns.slice(j + 1)) {
      const rest = other.subarray(j)
      addTo(rest, tail, -(taus[j] as number) * dot(tail, rest))
    }
  })
  return { columns, taus, diagonal }
}

/** Qᵀ v */
function reflect(columns: readonly Float64Array[], taus: Float64Array, v: Float64Array): Float64Array {
  const turned = v.slice()
  columns.forEach((column, j) => reflectOnce(column, taus[j] as number, j, turned))
  return turned
}

/** Q v */
function reflectBack(columns: readonly Float64Array[], taus: Float64Array, v: Float64Array): Float64Array {
  for (let j = columns.length - 1; j >= 0; j--) reflectOnce(columns[j]!, taus[j] as number, j, v)
  return v
}

function reflectOnce(column: Float64Array, tau: number, j: number, v: Float64Array): void {
  const [tail, rest] = [column.subarray(j), v.subarray(j)]
  addTo(rest, tail, -tau * dot(tail, rest))
}

/** x in R x = b. */
function backward(columns: readonly Float64Array[], diagonal: Float64Array, b: Float64Array): Float64Array {
  const x = b.slice()
  for (let j = x.length - 1; j >= 0; j--) {
    x[j]! /= diagonal[j] as number
    for (let i = 0; i < j; i++) x[i]! -= columns[j]![i]! * x[j]!
  }
  return x
}

/** x in Rᵀ x = b. */
function forward(columns: readonly Float64Array[], diagonal: Float64Array, b: Float64Array): Float64Array {
  const x = b.slice()
  for (let j = 0; j < x.length; j++) {
    let known = 0
    for (let i = 0; i < j; i++) known += columns[j]![i]! * x[i]!
    x[j] = (x[j]! - known) / (diagonal[j] as number)
  }
  return x
}

function transposed(columns: readonly Float64Array[], rows: number): Float64Array[] {
  return Array.from({ length: rows }, (_, row) => Float64Array.from(columns, (column) => column[row]!))
}

/** Of as many entries as the first has, in four sums, since one would wait for itself. */
function dot(a: Float64Array, b: Float64Array): number {
  const whole = a.length - (a.length % 4)
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  for (let i = 0; i < whole; i += 4) {
    s0 += a[i]! * b[i]!
    s1 += a[i + 1]! * b[i + 1]!
    s2 += a[i + 2]! * b[i + 2]!
    s3 += a[i + 3]! * b[i + 3]!
  }
  for (let i = whole; i < a.length; i++) s0 += a[i]! * b[i]!
  return s0 + s1 + (s2 + s3)
}

export function addTo(to: Float64Array, what: Float64Array, times: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += times * what[i]!
}
