import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars, type Result } from './define.ts'
import type { History } from './inputs.ts'
import { lineThrough } from './maths/statistics/least-squares-line.ts'

/** How long a curve has stood still. Long plateaus are where hidden progress is to be looked for. */
export const plateauLength = defineProbe({
  id: 'plateau-length',
  name: 'Plateau length',
  symbol: 't_p',
  formula: String.raw`\max\{t_b - t_a : |\hat s_w| \le 2\,\mathrm{SE}(\hat s_w) \text{ for every window } w \subset [t_a, t_b]\}`,
  unit: 'step',
  about:
    'Steps of the longest stretch, and of the current one, in which a straight line through any window of points has ' +
    'a slope within two standard errors of zero',
  caveat:
    'Windows overlap and points are correlated, so the standard error is too small and plateaus appear too short. ' +
    'A slope that is hidden in noise counts as none: a wider window detects smaller slopes',
  estimator: 'Least squares on each window of consecutive points; windows are the option’s number of points',
  edges:
    'A curve that is exactly constant is a plateau. Windows with a value that is NaN or infinite do not count as ' +
    'plateaus; where there are such values, the part not-finite is how many. Absent below one window, and where no ' +
    'value is finite; the current stretch is absent while the last window holds such a value',
  reference:
    'Defined here, by the slope of least squares and its standard error; plateaus of learning: Saad & Solla 1995, Phys. Rev. E 52, 4225',
  needs: ['series'],
  cost: 'free',
  cadence: every(50),
  group: 'transitions',
  output: scalars({ headline: 'longest' }),
  options: [
    { key: 'of', about: 'Which curve', type: 'series', default: 'train-loss' },
    { key: 'window', about: 'Number of points in a window', type: 'integer', default: 20, min: 3, max: 1000 },
  ],
  measure: ({ series }, { options }): Result<ReturnType<typeof scalars>> => {
    const { steps, values, name } = series.of as History
    const window = Number(options.window)
    if (values.length < window)
      return absent(`'${name}' has ${values.length} points, fewer than the window of ${window}`)
    const lost = values.reduce((count, value) => count + Number(!Number.isFinite(value)), 0)
    if (lost === values.length) return absent(`'${name}' holds nothing but NaN or infinities`)
    let longest = 0
    let current = 0
    let since: number | null = null
    for (let end = window; end <= values.length; end++) {
      const line = lineThrough(steps.subarray(end - window, end), values.subarray(end - window, end))
      const isFlat = line !== null && Math.abs(line.slope) <= 2 * line.slopeError
      if (isFlat) since ??= steps[end - window] as number
      else since = null
      current = since === null ? 0 : (steps[end - 1] as number) - since
      longest = Math.max(longest, current)
    }
    if (lost === 0) return { longest, current }
    const isLost = !values.subarray(-window).every(Number.isFinite)
    const now = isLost ? absent(`The last ${window} points of '${name}' hold NaN or an infinity`) : current
    return { longest, current: now, 'not-finite': lost }
  },
})
