import { twoSidedRunLength } from '#probes/maths/detection/cusum.ts'
import { defineDetector } from './define.ts'
import { CUSUM_OPTIONS, cusumAlarm, USUAL } from './parts/cusum-alarm.ts'
import { HOLDS_FOR, HOW_PLACED, levelChanges } from './parts/level-change.ts'
import { MOST_OPTION, SCALE_OPTIONS, seriesOption } from './parts/options.ts'

const MILLIONS = (twoSidedRunLength(USUAL.threshold, USUAL.allowance) / 1e6).toFixed(1)

/** The level of a series has changed: small differences in one direction add up. It is the quickest test for a shift of a given size. */
export const cusum = defineDetector({
  id: 'cusum',
  name: 'CUSUM',
  symbol: 'S_t',
  formula: String.raw`S^\pm_t = \max(0,\; S^\pm_{t-1} \pm z_t - k), \qquad \max(S^+_t, S^-_t) > h\left(1 + \tfrac{5}{n}\tfrac{1+\rho}{1-\rho}\right)`,
  about:
    'Level shift of a series, of either sign, and where it began. The allowance is half the shift that it is quickest for, in ' +
    'standard deviations of what the point before does not predict',
  caveat:
    'A trend is a series of level shifts: judge a falling loss on a logarithmic scale, and expect several marks while it ' +
    'falls. Points count, whatever steps lie between them. After a change no other is seen until the new level is known. ' +
    HOLDS_FOR,
  estimator:
    'Each point is predicted from those before it (level, noise and lag-1 correlation ρ, outliers pulled in to 4 standard ' +
    'deviations), and its error made standard normal by Student’s distribution with n degrees of freedom. ' +
    `Independent normal noise alarms once in ${MILLIONS} million points (Siegmund), correlated or heavy-tailed noise once in some 10⁵. ${HOW_PLACED}`,
  edges:
    'Silent in the first points (warm-up). Values that are NaN, infinite or not on the scale are passed over. Noise is at ' +
    'least 1e-6 of the level, and that of counting the examples of an accuracy',
  reference:
    'Page 1954, Biometrika 41, 100; Hawkins 1987, The Statistician 36, 299; Siegmund 1985, Sequential Analysis',
  options: [seriesOption('train-loss'), ...CUSUM_OPTIONS, ...SCALE_OPTIONS, MOST_OPTION],
  ...levelChanges('CUSUM', cusumAlarm),
})
