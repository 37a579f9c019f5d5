/**
 * How one probe is asked once: the side door, for those who have no steps that stream by and would wait longest for what
 * streams and breakpoints need to load.
 */
export { checkedOptions, typedOptions } from './attachment.ts'
export { measure, type Measurement } from './measure-probe.ts'
