import type { CheckpointEntry } from './entry.ts'

/** What the checkpoints of a run may take, unless `--checkpoint-budget` says otherwise. */
export const DEFAULT_BUDGET_BYTES = 200_000_000

/**
 * Which checkpoints go so that the rest fits: step 0, the newest of each kind and the pinned never; of the others first
 * the one whose going leaves the smallest gap relative to its step, between the steps whose weights are left for
 * weights and between whole ones for a whole one, so that late regions thin out first.
 */
export function goingFor(entries: readonly CheckpointEntry[], budgetBytes: number): CheckpointEntry[] {
  const going: CheckpointEntry[] = []
  let left = entries.toSorted((a, b) => a.step - b.step)
  for (let bytes = bytesOf(left); bytes > budgetBytes;) {
    const next = firstToGo(left)
    if (next === null) return going
    going.push(next)
    left = left.filter((entry) => entry !== next)
    bytes -= next.bytes
  }
  return going
}

export function bytesOf(entries: readonly CheckpointEntry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** Of equal gaps the weights go before the whole one, and the earlier before the later. */
function firstToGo(entries: readonly CheckpointEntry[]): CheckpointEntry | null {
  const whole = entries.filter(({ kind }) => kind === 'whole')
  const weights = entries.filter(({ kind }) => kind === 'weights')
  const gaps = [...gapsOf(weights, entries), ...gapsOf(whole, whole)]
  return (
    gaps.reduce<Gap | null>((least, one) => (least === null || one.gap < least.gap ? one : least), null)?.of ?? null
  )
}

interface Gap {
  readonly of: CheckpointEntry
  /** Between its neighbors, in units of its own step. */
  readonly gap: number
}

/** The gaps that those of one kind would leave among others; not of those that never go. Both in order of step. */
function gapsOf(kind: readonly CheckpointEntry[], among: readonly CheckpointEntry[]): Gap[] {
  const newest = kind.at(-1)
  const places = new Map(among.map((entry, place) => [entry, place]))
  return kind
    .filter((entry) => entry !== newest && entry.step > 0 && !entry.isPinned)
    .map((entry) => {
      const place = places.get(entry) ?? 0
      const before = among[place - 1]?.step ?? 0
      const after = among[place + 1]?.step ?? Infinity
      const isHeldTwice = before === entry.step || after === entry.step
      return { of: entry, gap: isHeldTwice ? 0 : (after - before) / entry.step }
    })
}
