export { afterReports, caughtUp } from './again.ts'
export {
  mayBeDue,
  measured,
  nothingMeasured,
  remembered,
  type AtStep,
  type Measuring,
  type Watched,
} from './measure-snapshot.ts'
export { needsOfSnapshot, type MissingNeed, type NeedsOfSnapshot } from './needs-of-snapshot.ts'
export type { ByParameter, Products } from './objective-of-products.ts'
export { servedBy, type Served } from './served.ts'
export type { Snapshot } from './snapshot.ts'
