import { describe, expect, it } from 'vitest'
import { rampBytes } from '#src/figures/ramp.ts'
import { ramp } from '#dashboard/plots/ramp.ts'
import { contrast, distance, labOf, VISIONS, type Bytes, type Vision } from './color-vision.ts'

const THEMES = [
  ['light', [255, 255, 255]],
  ['dark', [0x15, 0x18, 0x1c]],
] as const satisfies readonly [string, Bytes][]
const VIEWS = THEMES.flatMap(([theme, ground]) =>
  (Object.keys(VISIONS) as Vision[]).map((vision) => ({ theme, ground, vision })),
)
const shares = (count: number) => Array.from({ length: count }, (_, i) => i / (count - 1))

describe('the ramp of numbers', () => {
  it.each(THEMES)('is seen as a line at 3 : 1 or better on the %s ground', (theme, ground) => {
    for (const share of shares(101))
      expect(contrast(rampBytes(share, theme), ground), String(share)).toBeGreaterThanOrEqual(3)
  })

  it.each(VIEWS)('grows in lightness all the way, in the $theme theme, with $vision', ({ theme, vision }) => {
    const lightness = shares(21).map((share) => labOf(rampBytes(share, theme), vision)[0])
    for (let i = 1; i < lightness.length; i++) expect(lightness[i]! - lightness[i - 1]!).toBeGreaterThan(0.2)
  })

  it.each(VIEWS)('tells six neighbors apart, in the $theme theme, with $vision', ({ theme, vision }) => {
    const colors = shares(6).map((share) => rampBytes(share, theme))
    for (let i = 1; i < colors.length; i++) expect(distance(colors[i - 1]!, colors[i]!, vision)).toBeGreaterThan(5.5)
  })

  it('gives both themes one expression, and keeps to its ends', () => {
    expect(ramp(0)).toMatch(/^light-dark\(rgb\(\d+ \d+ \d+\), rgb\(\d+ \d+ \d+\)\)$/)
    expect(ramp(0)).not.toBe(ramp(1))
    expect(ramp(-1)).toBe(ramp(0))
    expect(ramp(7)).toBe(ramp(1))
  })
})
