import type { CurvePoint, CurvesData, PictureCurve, PowerLaw } from '#src/vocabulary/index.ts'
import type { FactorScale } from './factor-scale.ts'
import type { LegendEntry } from './figure.ts'
import { PAPER_INKS, type PaperTheme } from './paper-colors.ts'
import { readText } from './tick-text.ts'

/** Dashes of lines that were not measured. */
export const OF_THEORY = [4, 2.5] as const
export const OF_FIT = [1, 1.5] as const

/** How curves are told apart. */
export interface Looks {
  readonly theme: PaperTheme
  readonly colorOf: (value: PictureCurve['value']) => string
}

/** The curves, with their power laws where one panel has all of them, then what the marks mean. */
export function entriesOf(
  { panels, theory, by, x }: CurvesData,
  scale: FactorScale,
  { theme, colorOf }: Looks,
): LegendEntry[] {
  const { ink } = PAPER_INKS[theme]
  const fits = panels.length === 1 ? panels[0]!.curves : []
  const curves =
    by === null
      ? []
      : scale.values.map((value): LegendEntry => {
          const fit = fits.find((curve) => curve.value === value)?.fit ?? null
          return { label: fit === null ? String(value) : `${value} ${powerLawText(x.key, fit)}`, color: colorOf(value) }
        })
  const alone = by === null ? (fits[0]?.fit ?? null) : null
  const isFitted = panels.some(({ curves: all }) => all.some(({ fit }) => fit !== null))
  return [
    ...curves,
    { label: 'measured', color: ink, dot: 'filled' },
    ...(theory === null ? [] : [{ label: theory, color: ink, dash: OF_THEORY }]),
    ...(isFitted
      ? [{ label: alone === null ? 'power law' : powerLawText(x.key, alone), color: ink, dash: OF_FIT }]
      : []),
  ]
}

/** `width 64, rule lazy: change 0.25 (0.2 to 0.3, 2 runs), theory 0.2` */
export function pointText(value: PictureCurve['value'], point: CurvePoint, { x, by, label }: CurvesData): string {
  const { low, high, runs, theory } = point
  return [
    `${x.label} ${readText(point.x)}${by === null ? '' : `, ${by.label} ${value}`}: ${label} ${readText(point.value)}`,
    runs === 1 ? '' : ` (${readText(low)} to ${readText(high)}, ${runs} runs)`,
    theory === null ? '' : `, theory ${readText(theory)}`,
  ].join('')
}

/** `∝ N^−1.03 [−1.10, −0.95]`, `45.1 [42, 48] + 1200 N^−1.03 [−1.10, −0.95]` */
function powerLawText(x: string, { asymptote, factor, exponent, low, high }: PowerLaw): string {
  const [value, least, most] = [exponent, low, high].map((one) => one.toFixed(2).replace('-', '−'))
  const power = `${x}^${value} [${least}, ${most}]`
  if (asymptote === undefined) return `∝ ${power}`
  const [height, from, to] = [asymptote.value, asymptote.low, asymptote.high].map(readText)
  return `${height} [${from}, ${to}] ${factor < 0 ? '−' : '+'} ${readText(Math.abs(factor))} ${power}`
}
