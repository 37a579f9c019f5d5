import type { OptionCard, OptionValues } from '#src/vocabulary/index.ts'
import { AT_REST, summed, type Sums } from '#probes/maths/detection/cusum.ts'
import { countingNoise, type Transform } from '#probes/maths/detection/transforms.ts'
import { CLIP, correlationOf, UNSEEN, whitened, type Whitening, type WhiteningOptions } from '#probes/maths/detection/whitening.ts' // prettier-ignore
import type { Alarm } from './level-change.ts'
import { choiceOption, numberOption } from './options.ts'

interface State {
  readonly whitening: Whitening
  readonly sums: Sums
}

/** With a large limit one point can alarm alone: a jump is seen at once, and so is an outlier. */
export const LIMIT_OPTION = numberOption(
  'limit',
  'Most that one point counts for, in standard deviations: what lies further off may be an outlier',
  ...([CLIP, 1, 1e6] as const),
)

/** What allowance and threshold are where nothing else is said. */
export const USUAL = { allowance: 0.5, threshold: 13 }

/** The fewer, the sooner a change is seen in a series of few points, and the more often something is seen in the first of noise. */
export function warmUpOption(usual: number): OptionCard {
  const about = 'Points that tell the level and the noise before any is judged'
  return numberOption('warmUp', about, usual, 10, 1000, 'integer')
}

export const CUSUM_OPTIONS: readonly OptionCard[] = [
  numberOption(
    'allowance',
    'Half the shift that it alarms quickest of, in standard deviations',
    USUAL.allowance,
    0.01,
    3,
  ),
  numberOption('threshold', 'Sum at which it alarms, in standard deviations', USUAL.threshold, 1, 1000),
  warmUpOption(40),
  choiceOption('correlation', 'Whether neighboring points have noise in common', ['estimated', 'none']),
  LIMIT_OPTION,
]

/** The same for accuracies, which are measured seldom while they rest. */
export const SPARSE_OPTIONS = CUSUM_OPTIONS.map((card) => (card.key === 'warmUp' ? warmUpOption(20) : card))

/** The two-sided sums of whitened values. */
export const cusumAlarm: Alarm<State> = {
  initial: { whitening: UNSEEN, sums: AT_REST },
  next: ({ whitening, sums }, value, options) => {
    const how = howWhitened(whitening, options)
    const { state, score } = whitened(whitening, value, how)
    if (score === null) return { alarm: { whitening: state, sums }, score: 0 }
    const now = summed(sums, score, Number(options.allowance))
    const threshold = Number(options.threshold) * widening(state, options)
    return { alarm: { whitening: state, sums: now }, score: Math.max(now.up, now.down) / threshold }
  },
  correlation: ({ whitening }, options) => correlationOf(whitening, howWhitened(whitening, options)),
}

/** How much larger a threshold is while the level is known from few points, and may be off for as long as it is. */
export function widening(whitening: Whitening, options: OptionValues): number {
  const rho = correlationOf(whitening, howWhitened(whitening, options))
  return 1 + (5 * (1 + rho)) / ((1 - rho) * whitening.count)
}

export function howWhitened(whitening: Whitening, options: OptionValues): WhiteningOptions {
  return {
    warmUp: Number(options.warmUp),
    memory: 2000,
    floor: countingNoise(whitening.mean * whitening.unit, options.transform as Transform, Number(options.examples)),
    isCorrelated: options.correlation === 'estimated',
    limit: Number(options.limit ?? CLIP),
  }
}
