/** How many points in a row have met a condition, and the first of them. */
export interface Hold {
  readonly count: number
  readonly since: number
}

export const NOT_HELD: Hold = { count: 0, since: 0 }

export function held(hold: Hold, step: number, isMet: boolean): Hold {
  return isMet ? { count: hold.count + 1, since: hold.count === 0 ? step : hold.since } : NOT_HELD
}
