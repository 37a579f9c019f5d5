/** Puts a training run of Node or of a page on a Phasescope dashboard, live. `phasescope.d.ts` says what it has. */
export { init } from './run.ts'
export { Histogram } from './histogram.ts'
