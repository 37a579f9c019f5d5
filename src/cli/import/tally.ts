import type { Fault } from '#trainer/sources/index.ts'

/** Faults of one kind in one file: how many there were, and the first. */
export interface ToldFault {
  readonly path: string
  readonly why: string
  readonly at: string
  readonly got: string | null
  count: number
}

/** What was not taken, kind by kind. */
export interface Tally {
  fault(path: string, fault: Pick<Fault, 'at' | 'why' | 'got'>): void
  left(what: string): void
  readonly faults: readonly ToldFault[]
  /** How many of each kind are no numbers. */
  readonly leftOut: ReadonlyMap<string, number>
}

/** Kinds that are told apart: a file of nothing but faults is not remembered line by line. */
const KINDS = 1000

/** `told` hears of the first fault of each kind at once. */
export function openTally(told: (fault: ToldFault) => void = () => {}): Tally {
  const faults = new Map<string, ToldFault>()
  const leftOut = new Map<string, number>()
  return {
    fault(path, { at, why, got = null }) {
      const kind = faults.size < KINDS ? `${path}\n${why}` : ''
      const one = faults.get(kind)
      if (one !== undefined) one.count += 1
      else {
        const first =
          kind === ''
            ? { path, why: 'faults of other kinds', at, got: null, count: 1 }
            : { path, why, at, got, count: 1 }
        faults.set(kind, first)
        told(first)
      }
    },
    left(what) {
      const kind = leftOut.has(what) || leftOut.size < KINDS ? what : 'values of other types'
      leftOut.set(kind, (leftOut.get(kind) ?? 0) + 1)
    },
    get faults() {
      return [...faults.values()]
    },
    leftOut,
  }
}

/** `logs/run.csv, line 7: expected a step; the row is left out, got 'x' (and 12 more)` */
export function faultText({ path, at, why, got, count }: ToldFault): string {
  const more = count > 1 ? ` (and ${count - 1} more)` : ''
  return `${path}, ${at}: ${why}${got === null ? '' : `, got '${got}'`}${more}`
}
