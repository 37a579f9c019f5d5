import { BOUNDS, usageError } from '#src/vocabulary/index.ts'

/** Told of points before they are read as they are, each of them; it throws where these are too many. */
export type Spend = (points: number, isHeld?: boolean) => void

/**
 * What one question may read where samples of the curves do not do: all points in the x of an event or a series, which are held until
 * their group is done, and those around the places at which other members were measured. A function for each group.
 */
export function newSpending(): () => Spend {
  let all = 0
  return () => {
    let held = 0
    return (points, isHeld = false) => {
      all += points
      if (isHeld) held += points
      if (all > BOUNDS.pointsAnAggregate) throw tooMany(BOUNDS.pointsAnAggregate, 'one question')
      if (held > BOUNDS.pointsAGroup) throw tooMany(BOUNDS.pointsAGroup, 'one group')
    }
  }
}

function tooMany(most: number, of: string): Error {
  return usageError(`Expected at most ${most} stored points of ${of} where each of them is read, as they are for runs by an event or a series, or measured at steps of their own; choose fewer runs`) // prettier-ignore
}
