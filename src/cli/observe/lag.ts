/** How far measuring is behind what is written. */
export interface Lag {
  /** The newest step that is written, and the newest that was measured; null where none was. */
  readonly written: number
  readonly measured: number | null
  /** Snapshots that wait, and that were given up since there is no room for them. */
  readonly waiting: number
  readonly skipped: number
}

/** What is told of it: that it falls behind (or farther behind), keeps up again, or that snapshots are given up. */
export type LagWord = 'behind' | 'level' | 'skipped'

/** So many may wait before anybody hears of it: a training writes while one is measured. */
const FEW = 8

/**
 * Which word is worth telling as the lag changes. Each is told once a change of state, and of what grows only when it has doubled, so that a
 * sidecar that is slow for days says a few lines of it.
 */
export function openLagWords(): (lag: Lag) => LagWord[] {
  let isBehind = false
  let toldWaiting = FEW
  let toldSkipped = 0
  return ({ waiting, skipped }) => {
    const words: LagWord[] = []
    if (waiting > (isBehind ? 2 * toldWaiting : toldWaiting)) {
      isBehind = true
      toldWaiting = waiting
      words.push('behind')
    } else if (isBehind && waiting === 0) {
      isBehind = false
      words.push('level')
    }
    if (skipped > 0 && skipped >= 2 * toldSkipped) {
      toldSkipped = skipped
      words.push('skipped')
    }
    return words
  }
}

/** The same in words: a short one, and a sentence. */
export function lagText(word: LagWord, lag: Lag): { readonly label: string; readonly about: string } {
  const { written, measured } = lag
  if (word === 'level')
    return { label: 'Observing keeps up', about: `Every snapshot up to step ${written} has been measured${lag.skipped > 0 ? ` or skipped (${lag.skipped})` : ''}` } // prettier-ignore
  if (word === 'behind')
    return { label: 'Observing is behind', about: `${lag.waiting} snapshots wait to be measured; the newest is of step ${written}, the newest that was measured of ${measured === null ? 'none' : `step ${measured}`}. The newest comes first, the others as there is time` } // prettier-ignore
  return { label: 'Snapshots skipped', about: `${lag.skipped} snapshots up to step ${written} are not measured: more bytes of them waited than there is room for (--queue-bytes)` } // prettier-ignore
}
