/** Claims of experiments, held against what was measured: pure, the same for trainer, hub, command and page. */
export { bandText, claimedText, expectedText } from './claim-text.ts'
export { claimOfRun, claimsOfRun, settingsOfClaim } from './claims-of-run.ts'
export { isWithin, judge } from './judge.ts'
export type { MeasuredRun, Points } from './measured.ts'
export { overSeeds, type OverSeeds } from './over-seeds.ts'
export { seriesOf } from './series-of.ts'
