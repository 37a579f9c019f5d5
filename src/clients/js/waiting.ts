/** Waits for a hub: for its first word, and for what it has not taken. */
export interface Waiting {
  /** It has greeted back, and wants this number. */
  heard(wanted: number): void
  /** It is not there, or does not want the run. */
  gone(): void
  /** It has taken something. */
  moved(): void
  /** What it wants next; null where it is away, refuses, or says nothing for so long. */
  wanted(mostMs: number): Promise<number | null>
  /** When nothing waits, or after so long; where there is no hub, after `awayMs`. */
  over(waiting: () => number, mostMs: number, awayMs: number): Promise<void>
}

export function newWaiting(): Waiting {
  /** What it said first: a number, or, as null, that there is nothing to be had of it. */
  let word: { readonly wanted: number | null } | null = null
  let isThere = true
  const listeners = new Set<() => void>()
  const tell = () => [...listeners].forEach((look) => look())

  /** When it is so, or after so long: whoever waits keeps a program from ending. */
  function until(isSo: () => boolean, mostMs: number, again?: { readonly afterMs: number }): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!isSo()) return
        timers.forEach(clearTimeout)
        listeners.delete(look)
        resolve()
      }
      const end = () => {
        listeners.delete(look)
        timers.forEach(clearTimeout)
        resolve()
      }
      const timers = [setTimeout(end, mostMs), ...(again === undefined ? [] : [setTimeout(look, again.afterMs)])]
      listeners.add(look)
      look()
    })
  }

  return {
    heard(wanted) {
      word = { wanted }
      isThere = true
      tell()
    },
    gone() {
      word ??= { wanted: null }
      isThere = false
      tell()
    },
    moved: tell,
    async wanted(mostMs) {
      await until(() => word !== null, mostMs)
      return word?.wanted ?? null
    },
    over(waiting, mostMs, awayMs) {
      const begun = performance.now()
      // A timer may come a little early.
      const isGivenUp = () => !isThere && performance.now() - begun >= awayMs - 5
      return until(() => waiting() === 0 || isGivenUp(), mostMs, { afterMs: awayMs })
    },
  }
}
