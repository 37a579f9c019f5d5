import type { Claimed, FirstStep, Place } from '#src/vocabulary/index.ts'

/** The numbers of a run that claims are made of, to be read as they are said. */

export const lastOf = (series: string): Claimed => ({ kind: 'at', series, step: 'last' })
export const valueAt = (series: string, step: Place): Claimed => ({ kind: 'at', series, step })
export const greatestOf = (series: string, window: Window = {}): Claimed => over('greatest', series, window)
export const leastOf = (series: string, window: Window = {}): Claimed => over('least', series, window)
export const meanOf = (series: string, window: Window = {}): Claimed => over('mean', series, window)
export const medianOf = (series: string, window: Window = {}): Claimed => over('median', series, window)
export const firstAbove = (series: string, value: number): FirstStep => ({ kind: 'first', series, is: 'above', value })
export const firstBelow = (series: string, value: number): FirstStep => ({ kind: 'first', series, is: 'below', value })
/** `of` less `and` */
export const differenceOf = (of: Claimed, and: Claimed): Claimed => ({ kind: 'difference', of, and })
/** `of` over `and` */
export const ratioOf = (of: Claimed, and: Claimed): Claimed => ({ kind: 'ratio', of, and })

interface Window {
  readonly from?: Place
  readonly to?: Place
}

function over(take: (Claimed & { kind: 'over' })['take'], series: string, window: Window): Claimed {
  return { kind: 'over', series, take, ...window }
}
