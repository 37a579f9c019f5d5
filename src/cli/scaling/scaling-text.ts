import type { Estimate, EstimatedLaw, TransitionScaling } from '#src/statistics/scaling/transition-scaling.ts'
import type { LawOverSeeds } from '#src/statistics/scaling/law-over-seeds.ts'
import { mean } from '#src/statistics/moments.ts'
import { tableOf } from '../table.ts'
import type { OnsetAnswer } from './onset-answer.ts'

/** A number against the size, and its laws, for a terminal. */
export function onsetText({ values, without, laws }: OnsetAnswer, by: string): string {
  const sizes = [...new Set([...values.map(({ size }) => size), ...without.keys()])].toSorted((a, b) => a - b)
  const rows = sizes.map((size) => {
    const here = values.flatMap((one) => (one.size === size ? [one.value] : []))
    const shown = here.length === 0 ? [NaN, NaN, NaN] : [mean(here), Math.min(...here), Math.max(...here)]
    return [size, ...shown.map(short), here.length, without.get(size) ?? 0]
  })
  const missing = without.values().reduce((sum, count) => sum + count, 0)
  return [
    tableOf([by, 'mean', 'least', 'greatest', 'runs', 'without'], rows),
    ...laws.map(({ asymptote, found }) =>
      lawText(by, asymptote === 'free', asymptote === 'free' ? 0 : asymptote, found),
    ),
    ...(missing === 0
      ? []
      : [`${missing} runs without it are in no law: of an event, it is later there, if it ever comes`]),
  ].join('\n')
}

function lawText(by: string, isFree: boolean, given: number, found: LawOverSeeds | null): string {
  const formula = isFree ? `t∞ + a ${by}^(−b)` : given === 0 ? `a ${by}^(−b)` : `${given} + a ${by}^(−b)`
  if (found === null) return `${formula}: the runs do not determine it`
  const { law, asymptote, factor, exponent, r2 } = found
  const said = [
    ...(isFree ? [`t∞ = ${estimateText({ value: law.asymptote, ...asymptote })}`] : []),
    `a = ${estimateText({ value: law.factor, ...factor })}`,
    `b = ${estimateText({ value: law.exponent, ...exponent })}`,
  ]
  return `${formula}: ${said.join(', ')}; R² ${short(r2)}`
}

/** A transition along a parameter at each size, and what these come to. */
export function transitionText(
  { sizes, levels, location, width, collapse, crossings }: TransitionScaling,
  by: string,
  along: string,
): string {
  const rows = sizes.map((one) => [one.size, estimateText(one.location), estimateText(one.width)])
  return [
    `Between ${short(levels[0])} and ${short(levels[1])} along ${along}:`,
    tableOf([by, 'half-way at', 'quarter to three quarters'], rows),
    `location x_c + a ${by}^(−b): ${estimatedLawText(location, 'x_c')}`,
    `width a ${by}^(−b): ${estimatedLawText(width, null)}`,
    collapse === null
      ? 'No collapse: the curves of these sizes do not lie upon each other anywhere'
      : `collapse ${by}^(−β/ν) f((${along} − x_c) ${by}^(1/ν)): x_c = ${estimateText(collapse.critical)}, ν = ${estimateText(collapse.nu)}, β = ${estimateText(collapse.beta)}; cost ${short(collapse.cost)} (about 1 where they lie upon each other)`,
    ...crossings.map(({ sizes: [one, other], at }) => `Binder cumulants of ${by} ${one} and ${other} cross at ${along} = ${estimateText(at)}`), // prettier-ignore
  ].join('\n')
}

function estimatedLawText(law: EstimatedLaw | null, asymptote: string | null): string {
  if (law === null) return 'the sizes do not determine it'
  const first = asymptote === null ? '' : `${asymptote} = ${estimateText(law.asymptote)}, `
  return `${first}a = ${estimateText(law.factor)}, b = ${estimateText(law.exponent)}`
}

/** `0.72 [0.65, 0.80]` */
function estimateText({ value, low, high }: Estimate): string {
  if (Number.isNaN(value)) return '–'
  return low === high ? String(short(value)) : `${short(value)} [${short(low)}, ${short(high)}]`
}

/** Four digits; a dash where there is no number. */
function short(value: number): number | string {
  return Number.isNaN(value) ? '–' : Number(value.toPrecision(4))
}
