import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** The colors of tokens.css: whatever is written in one of them can be read on every ground, in either theme. */
const DASHBOARD = join(import.meta.dirname, '..', '..', 'dashboard')
const tokens = new Map(
  [
    ...readFileSync(join(DASHBOARD, 'tokens.css'), 'utf8').matchAll(
      /--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g,
    ),
  ].map(([, name = '', light = '', dark = '']) => [name, { light, dark }]),
)
const GROUNDS = ['ground', 'surface', 'sunken']
const THEMES = ['light', 'dark'] as const
/** Written on a button that is filled with ink. */
const REVERSED = new Map([['ground', ['ink', 'ink-2']]])

/** WCAG 2.2, relative luminance. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
    .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(ink: string, ground: string, theme: (typeof THEMES)[number]): number {
  const [low = 0, high = 0] = [ink, ground].map((name) => luminance(tokens.get(name)![theme])).sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

/** Every token that is the color of a text, wherever that is said: in a style, or where a canvas writes. */
function inks(): string[] {
  const files = readdirSync(DASHBOARD, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(svelte|css|ts)$/.test(name),
  )
  const texts = files.map((name) => readFileSync(join(DASHBOARD, name), 'utf8'))
  const found = texts.flatMap((text) => [
    ...text.matchAll(/(?:[^-\w]color|--tone|-webkit-text-fill-color): var\(--([\w-]+)\)/g),
    ...text.matchAll(/fillStyle = ink\('var\(--([\w-]+)\)'\)/g),
  ])
  return [...new Set(found.map(([, name = '']) => name))].filter((name) => tokens.has(name))
}

describe('the colors of the page', () => {
  it('are those that texts are written in', () =>
    expect(inks()).toEqual(expect.arrayContaining(['ink', 'ink-2', 'ink-3', 'accent', 'failed', 'lost', 'mark'])))

  it.each(inks())('%s is read at 4.5 : 1 or better on every ground', (ink) => {
    const grounds = REVERSED.get(ink) ?? GROUNDS
    for (const theme of THEMES)
      for (const ground of grounds)
        expect(contrast(ink, ground, theme), `--${ink} on --${ground}, ${theme}`).toBeGreaterThanOrEqual(4.5)
  })

  it.each([...tokens.keys()].filter((name) => name.startsWith('series-')))(
    '%s is seen as a line at 3 : 1 or better on a chart',
    (line) => {
      for (const theme of THEMES) expect(contrast(line, 'surface', theme), theme).toBeGreaterThanOrEqual(3)
    },
  )
})
