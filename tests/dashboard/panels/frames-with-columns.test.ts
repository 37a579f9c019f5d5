import { describe, expect, test } from 'vitest'
import { frameOfMatrix } from '#src/vocabulary/index.ts'
import { curveScene, nearestAlong } from '#dashboard/panels/curve-scene.ts'
import { extentOfHistograms, ridgesOf } from '#dashboard/panels/histogram-scene.ts'
import { densityOf } from '#dashboard/plots/draw-bins.ts'

const histogram = (...bins: [number, number, number][]) => frameOfMatrix({ cols: 3, data: bins.flat() })
const curve = (...places: [number, number][]) => frameOfMatrix({ cols: 2, data: places.flat() })

describe('histograms over steps', () => {
  test('share axes that hold all of them, by how much lies in a unit of width', () => {
    const frames = [histogram([0, 1, 0.5], [1, 3, 0.5]), histogram([0, 0.5, 1])]
    expect(extentOfHistograms(frames, false)).toEqual({ x: { from: 0, to: 3 }, highest: 2 })
    // A logarithmic axis begins at the first edge that it has a place for.
    expect(extentOfHistograms(frames, true).x).toEqual({ from: 0.5, to: 3 })
    expect(densityOf({ from: 1, to: 3, share: 0.5 })).toBe(0.25)
  })

  test('have axes where nothing is finite, or nothing is there', () => {
    for (const frames of [[], [histogram()], [histogram([NaN, NaN, NaN])]])
      expect(extentOfHistograms(frames, false)).toEqual({ x: { from: 0, to: 1 }, highest: 1 })
  })

  test('are thinned evenly, and the one that is looked at is among them', () => {
    const steps = Array.from({ length: 100 }, (_, i) => 10 * i)
    const ridges = ridgesOf({ steps }, 410)
    expect(ridges.length).toBeLessThanOrEqual(25)
    expect(ridges).toEqual(ridges.toSorted((a, b) => a - b))
    expect([ridges[0], ridges.at(-1), ridges.includes(41)]).toEqual([0, 99, true])
    expect(ridgesOf({ steps: [5] }, 5)).toEqual([0])
  })
})

describe('a curve', () => {
  test('is drawn on axes that hold the curves of all steps, and what theory expects', () => {
    const frames = [curve([1, 10], [2, 20]), curve([4, 5])]
    const linear = { logX: false, logY: false }
    const { x, y } = curveScene(frames, frames[1]!, null, linear, 'red')
    expect([x.from <= 1, x.to >= 4, y[0] <= 5, y[1] >= 20, y[1] < 40]).toEqual([true, true, true, true, true])
    expect(curveScene(frames, frames[1]!, curve([1, 50]), linear, 'red').y[1]).toBeGreaterThan(50)
  })

  test('on logarithmic axes leaves out what has no place there', () => {
    const frames = [curve([0, 0], [0.1, 1e-3], [10, 1])]
    const { x, y } = curveScene(frames, frames[0]!, null, { logX: true, logY: true }, 'red')
    expect(x.from).toBeGreaterThan(0.05)
    expect(y[0]).toBeGreaterThan(1e-4)
  })

  test('is read at the place that is nearest along x', () => {
    const places = { x: Float64Array.of(3, 1, 2), y: Float64Array.of(30, 10, 20) }
    expect(nearestAlong(places, 1.8)).toEqual({ x: 2, y: 20 })
    expect(nearestAlong({ x: new Float64Array(), y: new Float64Array() }, 1)).toBeNull()
  })
})
