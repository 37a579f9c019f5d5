/** Claims of experiments, held against what was measured: pure, the same for trainer, hub, command and page. */
export { alongSetting } from './along-setting.ts'
export { bandText, claimedText, claimNumberText, expectedText } from './claim-text.ts'
export { claimOfRun, claimsOfRun } from './claims-of-run.ts'
export { isWithin, judge, judgeAlone } from './judge.ts'
export type { Points } from './measured.ts'
export { readNumber } from './read-number.ts'
export { overSeeds } from './over-seeds.ts'
export { seriesOf } from './series-of.ts'
