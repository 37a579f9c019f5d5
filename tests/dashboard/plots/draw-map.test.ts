import { describe, expect, it } from 'vitest'
import { placesOfPixels } from '#dashboard/plots/draw-map.ts'

describe('which measurement each column of pixels of a map shows', () => {
  it('is the last one up to there; the last reaches as far as the one before it', () => {
    const places = placesOfPixels(Float64Array.of(2, 4, 7), 100, 12, (x) => 100 + x)
    expect([...places]).toEqual([-1, -1, 0, 0, 1, 1, 1, 2, 2, 2, -1, -1])
  })

  it('is none where there is no measurement', () => {
    expect([...placesOfPixels(new Float64Array(), 0, 3, (x) => x)]).toEqual([-1, -1, -1])
  })

  it('begins before the plot where that is zoomed into', () => {
    const places = placesOfPixels(Float64Array.of(0, 50, 100), 0, 4, (x) => (x - 60) * 0.1)
    expect([...places]).toEqual([1, 1, 1, 1])
  })

  it('is the last of those that share a column', () => {
    expect([...placesOfPixels(Float64Array.of(0, 0.2, 0.4, 1), 0, 2, (x) => x)]).toEqual([2, 3])
  })
})
