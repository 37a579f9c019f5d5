import type { Readout } from '#dashboard/series/readout.ts'

interface Read {
  readonly value: number | null
  readonly read?: Readout | null
}

/** Entries by how near what is drawn of them is to a height, as the eye sees it: in decades on a log axis. Those without a value last. */
export function nearestFirst<E extends Read>(entries: readonly E[], height: number, log: boolean): E[] {
  const place = (value: number) => (log ? Math.log10(value) : value)
  const away = ({ value, read }: E) => {
    const ends = [value ?? NaN, read?.min ?? NaN, read?.max ?? NaN].filter((end) => !Number.isNaN(end))
    const [low, high] = [Math.min(...ends), Math.max(...ends)]
    if (low <= height && height <= high) return 0
    const distance = Math.abs(place(height < low ? low : high) - place(height))
    return Number.isNaN(distance) ? Infinity : distance
  }
  return [...entries].sort((a, b) => (away(a) === away(b) ? 0 : away(a) - away(b)))
}
