/** Of the runs that are chosen so many are named; the others are counted. */
export const CHIPS = 12
