import { whyOf } from './harmless.ts'
import { textOf } from './parameters.ts'

/** How long `finish` waits in all, where nobody has said. */
const FINISH_MS = 30_000
/** And of that for a hub that is away, where a journal takes what is left. */
const AWAY_MS = 500

/** How a run ends, and how long that may take. */
export interface Ending {
  readonly why?: string
  readonly mostMs: number
  readonly awayMs: number
}

/** Whatever was said of it. Somebody who says how long waits so long for a hub that is away, too. */
export function endingOf(end: unknown, hasJournal: boolean): Ending {
  const usual = { mostMs: FINISH_MS, awayMs: hasJournal ? AWAY_MS : FINISH_MS }
  try {
    const { why, waitMs } = (end ?? {}) as { readonly why?: unknown; readonly waitMs?: unknown }
    const isWait = typeof waitMs === 'number' && waitMs >= 0 && waitMs < 2 ** 31
    const waits = isWait ? { mostMs: waitMs, awayMs: waitMs } : usual
    return { ...waits, ...(why !== undefined && { why: typeof why === 'string' ? textOf(why) : whyOf(why) }) }
  } catch (error) {
    return { ...usual, why: whyOf(error) }
  }
}

/** Waits for something, and no longer than so. */
export async function within(ms: number, something: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  await Promise.race([something, new Promise((resolve) => (timer = setTimeout(resolve, Math.max(0, ms))))])
  clearTimeout(timer)
}
