import { expect, test } from 'vitest'
import { BANDS } from '#dashboard/plots/draw-bands.ts'
import type { ChartMark } from '#dashboard/plots/draw-marks.ts'

/** A plot of 200 by 100 device pixels that shows x from 0 to 100, on a screen of one device pixel a CSS pixel. */
const AREA = {
  ...{ left: 10, top: 5, width: 200, height: 100, ratio: 1, from: 0, to: 100 },
  pixelFromX: (x: number) => 10 + 2 * x,
  pixelFromY: (y: number) => y,
}
const band = (x: number, to: number, from = x, until = x): ChartMark => ({
  ...{ x, to, label: 'B', kind: 'mark', drawnBy: BANDS },
  ...(until > from && { fringe: { from, to: until } }),
})

interface Filled {
  readonly box: readonly number[]
  readonly alpha: number
  /** Where a ground that fades begins and ends, across. */
  readonly fades: readonly number[] | null
}

function filled(draw: typeof BANDS.under, marks: readonly ChartMark[]): Filled[] {
  const all: Filled[] = []
  const context = {
    globalAlpha: 1,
    fillStyle: '' as unknown,
    save() {},
    restore() {},
    createLinearGradient: (from: number, _: number, to: number) => ({ fades: [from, to], addColorStop() {} }),
    fillRect(...box: number[]) {
      const { fades = null } = this.fillStyle as { fades?: number[] }
      all.push({ box, alpha: this.globalAlpha, fades })
    },
  }
  draw(context as unknown as CanvasRenderingContext2D, marks, AREA)
  return all
}
const shaded = (...marks: ChartMark[]) => filled(BANDS.under, marks)

test('a band is shaded from its onset to its end as far as it is in sight, paler where it may have begun', () => {
  const [maybe, sure, ...more] = shaded(band(20, 40, 18, 25))
  expect(more).toEqual([])
  expect([maybe!.box, sure!.box]).toEqual([
    [46, 5, 14, 100],
    [60, 5, 30, 100],
  ])
  expect(maybe!.alpha).toBeLessThan(sure!.alpha)
  expect(shaded(band(-50, 10)).map(({ box }) => box)).toEqual([[10, 5, 20, 100]])
  expect(shaded(band(90, 400)).map(({ box }) => box)).toEqual([[190, 5, 20, 100]])
  expect([shaded(band(101, 120)), shaded(band(-9, -1)), shaded({ x: 50, label: 'G', kind: 'mark' })]).toEqual([[], [], []]) // prettier-ignore
})

test('one whose interval reaches beyond its end is paler to the end of that', () => {
  expect(shaded(band(20, 30, 10, 40)).map(({ box }) => box)).toEqual([[30, 5, 60, 100]])
})

test('one that goes on fades to the right end, and of several the first to begin', () => {
  const [open, ...more] = shaded(band(30, Infinity), band(20, Infinity))
  expect(more).toEqual([])
  expect([open!.box, open!.fades]).toEqual([
    [50, 5, 160, 100],
    [50, 210],
  ])
})

test('what overlaps is shaded once, a hundred as one', () => {
  const many = Array.from({ length: 100 }, (_, i) => band(i / 2, i / 2 + 5))
  expect(shaded(...many).map(({ box }) => box)).toEqual([[10, 5, 109, 100]])
})

test('bars over bands that overlap stand below each other, with the interval as a whisker and the end as a dashed line', () => {
  const bars = (...marks: ChartMark[]) => filled(BANDS.over, marks).filter(({ box }) => box[3] === 3 && box[2]! > 1)
  const at = (all: Filled[]) => all.map(({ box: [left, top, width] }) => [left, top, width])
  expect(at(bars(band(20, 40), band(50, 60)))).toEqual([
    [50, 10, 40],
    [110, 10, 20],
  ])
  expect(at(bars(band(20, 40), band(30, 60)))).toEqual([
    [50, 10, 40],
    [70, 15, 60],
  ])
  const one = filled(BANDS.over, [band(20, 40, 18, 25)])
  expect(one.map(({ box }) => box)).toContainEqual([46, 11, 14, 1])
  expect(one.filter(({ box }) => box[0] === 90 && box[2] === 1).length).toBeGreaterThan(10)
})

test('of very many only the bars are drawn, however short', () => {
  const many = Array.from({ length: 50 }, (_, i) => band(2 * i, 2 * i, 2 * i - 1, 2 * i + 1))
  const drawn = filled(BANDS.over, many)
  expect(drawn).toHaveLength(100)
  expect(new Set(drawn.map(({ box }) => box[2]))).toEqual(new Set([2, 4]))
})
