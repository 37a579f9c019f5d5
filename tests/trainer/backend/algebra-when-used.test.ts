import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { algebraFrom, algebraWhenUsed } from '#trainer/backend/algebra-when-used.ts'
import { openBackend } from '#trainer/backend/open-backend.ts'
import { javascriptLinearAlgebra } from '#trainer/backend/javascript-linear-algebra.ts'
import type { LinearAlgebra } from '#trainer/backend/linear-algebra.ts'
import { NativeUnavailable } from '#trainer/backend/native/unavailable.ts'

const javascript = javascriptLinearAlgebra()
const diagonal = { rows: 2, cols: 2, data: Float64Array.of(3, 0, 0, 4) }
const norms = (linalg: LinearAlgebra) => [...linalg.singularValues(diagonal)]

/** Two algebras that say when they are opened. */
function both(open: () => LinearAlgebra = () => javascript) {
  const opened: string[] = []
  const algebra = algebraFrom(
    () => {
      opened.push('first')
      return open()
    },
    () => {
      opened.push('other')
      return Promise.resolve(javascript)
    },
  )
  return { algebra, opened }
}

describe('algebra that is opened when it is used', () => {
  it('is not opened by work that does not use it, and once by work that does', async () => {
    const { algebra, opened } = both()
    expect(await algebra.use(() => 7)).toBe(7)
    expect(opened).toEqual([])
    expect(algebra.loadingMs()).toBe(0)
    expect(await algebra.use(norms)).toEqual([4, 3])
    expect(await algebra.use(norms)).toEqual([4, 3])
    expect(opened).toEqual(['first'])
    expect(algebra.loadingMs()).toBeGreaterThan(0)
  })

  it('can be opened before', async () => {
    const { algebra, opened } = both()
    await algebra.load()
    expect(opened).toEqual(['first'])
  })

  it.each([
    ['throws', norms],
    [
      'makes something else of it',
      (linalg: LinearAlgebra) => {
        try {
          return norms(linalg)
        } catch {
          return []
        }
      },
    ],
  ])('is another one where it turns out not to load, and work that %s is done again', async (_, work) => {
    const { algebra, opened } = both(() => {
      throw new NativeUnavailable('to load it', 'no such file', 'repair it')
    })
    expect(await algebra.use(work)).toEqual([4, 3])
    expect(await algebra.use(work)).toEqual([4, 3])
    expect(opened).toEqual(['first', 'other'])
  })

  it('does not do work again that fails for a reason of its own', async () => {
    const { algebra, opened } = both()
    const work = () => {
      throw new Error('its own')
    }
    await expect(algebra.use(work)).rejects.toThrow('its own')
    expect(opened).toEqual([])
  })

  it('gives the bits of the backend that a run opens', async () => {
    const random = openStream(3, 'algebra when used')
    const matrix = { rows: 17, cols: 9, data: Float64Array.from({ length: 153 }, () => random.normal()) }
    const all = (linalg: LinearAlgebra) => {
      const square = linalg.product(matrix, matrix, { a: true })
      const { values, vectors } = linalg.eigenSymmetric(square)
      const { u, s, v } = linalg.svd(matrix)
      const numbers = [square.data, values, vectors.data, u.data, s, v.data, linalg.singularValues(matrix)]
      return [...numbers, linalg.eigenvaluesSymmetric(square), linalg.solve(square, square).data].map((list) => [
        ...list,
      ])
    }
    const used = await (await algebraWhenUsed()).use(all)
    expect(used).toEqual(all((await openBackend()).linalg))
  })
})
