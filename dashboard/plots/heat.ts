import { shareBetween } from '#src/figures/measure.ts'
import { viridis } from '#src/figures/viridis.ts'
import { nextAbove } from './next-number.ts'

/** The map as 256 packed pixels, in the byte order that ImageData has on little-endian machines. */
const VIRIDIS = Uint32Array.from({ length: 256 }, (_, i) => {
  const [red, green, blue] = viridis(i / 255)
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
})

/** Blue over white to red, for values of both signs: white is zero. */
const BALANCE = Uint32Array.from({ length: 256 }, (_, i) => {
  const share = i / 127.5 - 1
  const end = share < 0 ? [33, 102, 172] : [178, 24, 43]
  const [red, green, blue] = end.map((channel) => Math.round(247 + (channel - 247) * Math.abs(share)))
  return ((255 << 24) | (blue! << 16) | (green! << 8) | red!) >>> 0
})

/** What is not finite has a color of its own, in neither palette. */
export const NOT_FINITE_COLOR = 'rgb(240 0 184)'
const NOT_FINITE = ((255 << 24) | (184 << 16) | (0 << 8) | 240) >>> 0

/** The packed pixel of a value. */
export function heatPixel(value: number, range: HeatRange): number {
  return Number.isFinite(value) ? paletteOf(range)[heatIndex(value, range)]! : NOT_FINITE
}

/** Where no value is finite, colors mean nothing; what is there is drawn all the same. */
export const NO_HEAT: HeatRange = { low: 0, high: 1, kind: 'linear' }

/** What colors mean: on a log scale, on a linear one, or to both sides of zero. */
export interface HeatRange {
  readonly low: number
  readonly high: number
  readonly kind: 'log' | 'linear' | 'signed'
}

export function paletteOf({ kind }: HeatRange): Uint32Array {
  return kind === 'signed' ? BALANCE : VIRIDIS
}

/** The range of a color scale over frames: on a log axis from the smallest value above 0, at most nine decades. */
export function heatRange(frames: readonly ArrayLike<number>[], log: boolean): HeatRange | null {
  return log ? logRange(frames) : linearRange(frames)
}

function linearRange(frames: readonly ArrayLike<number>[]): HeatRange | null {
  let low = Infinity
  let high = -Infinity
  for (const frame of frames) {
    for (let i = 0; i < frame.length; i++) {
      const value = frame[i]!
      if (!Number.isFinite(value)) continue
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  if (high < low) return null
  if (low >= 0) return { low, high: high > low ? high : above(low), kind: 'linear' }
  const reach = Math.max(-low, high)
  return { low: -reach, high: reach, kind: 'signed' }
}

function logRange(frames: readonly ArrayLike<number>[]): HeatRange | null {
  let low = Infinity
  let high = -Infinity
  for (const frame of frames) {
    for (let i = 0; i < frame.length; i++) {
      const value = frame[i]!
      if (!(value > 0) || value === Infinity) continue
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  if (high < low) return null
  return { low: Math.max(low, high * 1e-9), high: high > low ? high : above(low), kind: 'log' }
}

/** The end of a scale that begins at the only value there is. */
function above(value: number): number {
  return value === 0 ? 1 : Math.max(value * 1.01, nextAbove(value))
}

/** Place of a value on the color scale, 0 to 255; on a log scale values of 0 or less sit at the bottom. */
export function heatIndex(value: number, { low, high, kind }: HeatRange): number {
  if (kind === 'log' && !(value > 0)) return 0
  const place = kind === 'log' ? Math.log : (plain: number) => plain
  return Math.round(Math.min(1, Math.max(0, shareBetween(place(value), place(low), place(high)))) * 255) || 0
}
