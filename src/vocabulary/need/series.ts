import { defineNeed } from './define.ts'

/** What other probes said up to now: delays, slopes and change points are computed from it. */
export const series = defineNeed('the values so far of scalar series that the options name', {
  isOfWeights: false,
  broughtBy: 'observer',
})
