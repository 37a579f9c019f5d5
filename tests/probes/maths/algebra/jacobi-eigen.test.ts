import { expect, it } from 'vitest'
import { jacobiEigen } from '#probes/maths/algebra/jacobi-eigen.ts'
import { openStream } from '#src/vocabulary/random.ts'

const symmetric = (n: number) => {
  const stream = openStream(n, 'matrix')
  const a = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = stream.normal()
  return a
}

it.each([1, 2, 5, 40])('makes a symmetric matrix of %i rows of its eigenvalues and orthonormal vectors', (n) => {
  const matrix = symmetric(n)
  const { values, vectors } = jacobiEigen(matrix, n)
  expect(values).toEqual(values.toSorted((a, b) => b - a))
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let [made, inner] = [0, 0]
      for (let k = 0; k < n; k++) {
        made += values[k]! * vectors[k * n + i]! * vectors[k * n + j]!
        inner += vectors[i * n + k]! * vectors[j * n + k]!
      }
      expect(made).toBeCloseTo(matrix[i * n + j]!, 11)
      expect(inner).toBeCloseTo(i === j ? 1 : 0, 12)
    }
})

it('has the eigenvalues of a chain of springs, and of a matrix whose entries are far apart', () => {
  const n = 6
  const chain = Float64Array.from({ length: n * n }, (_, at) => {
    const distance = Math.abs(Math.floor(at / n) - (at % n))
    return distance === 0 ? 2 : distance === 1 ? -1 : 0
  })
  jacobiEigen(chain, n).values.forEach((value, k) =>
    expect(value).toBeCloseTo(2 - 2 * Math.cos((Math.PI * (n - k)) / (n + 1)), 13),
  )
  expect([...jacobiEigen(Float64Array.of(1e200, 0, 0, 1e-200), 2).values]).toEqual([1e200, 1e-200])
  expect([...jacobiEigen(Float64Array.of(0, 0, 0, 0), 2).values]).toEqual([0, 0])
})
