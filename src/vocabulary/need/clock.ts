import { defineNeed } from './define.ts'

/** How long it took. The same run takes another time on another machine, so nothing else may depend on it. */
export const clock = defineNeed('the time since the run started; of the machine, not of the network', {
  isOfWeights: false,
})
