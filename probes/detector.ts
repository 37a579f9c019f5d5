import type { DetectorCard, Mark } from '#src/vocabulary/index.ts'

/** A scalar that a detector watches, as it is measured. */
export interface Sighting {
  readonly series: string
  readonly step: number
  readonly value: number
}

/**
 * A detector: a card and a pure reducer over the series that it watches. Being pure, it answers the same over a
 * stored run as over a live one.
 */
export interface Detector<S = unknown> extends DetectorCard {
  readonly initial: S
  readonly next: (state: S, sighting: Sighting) => { readonly state: S; readonly mark: Mark | null }
}

export function defineDetector<S>(detector: Detector<S>): Detector {
  return detector as unknown as Detector
}

export function detectorCardOf({ initial: _initial, next: _next, ...card }: Detector): DetectorCard {
  return card
}
