import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { messageOf } from '#src/vocabulary/index.ts'
import { connectTo, type Place } from './connection.ts'
import { contentsOf, originOf, removeJournal, type Contents } from './journal-contents.ts'
import { journalPath } from './journal-path.ts'

export { contentsOf, originOf }

/** What became of a journal: all of it is durable at the hub, or why it is not, and how many Reports are since. */
export type Delivery =
  | { readonly ok: true; readonly delivered: number }
  | {
      readonly ok: false
      readonly delivered: number
      readonly why: string
      /** The hub took what it could: what follows in the journal has no beginning. */
      readonly isIncomplete?: true
    }

/** The journals that writers of runs left in a folder because no hub took what is in them. */
export function journalsIn(folder: string): string[] {
  const journals = dirname(journalPath(folder, 'any'))
  if (!existsSync(journals)) return []
  return readdirSync(journals)
    .filter((name) => name.endsWith('.journal'))
    .map((name) => join(journals, name))
}

/**
 * Brings a left journal to a hub, a little of it in memory at a time; it is removed when the hub has everything, and kept
 * if not. What the hub has already is not sent again. Where no hub can be reached, or it refuses, that is the end of it.
 */
export async function resend(path: string, given: Omit<Place, 'writer'>): Promise<Delivery> {
  const origin = await originOf(path)
  if (origin === null) return removed(path, 0)
  const { run, writer } = origin
  const place = { ...given, writer }
  return new Promise((resolve) => {
    let delivered = 0
    /** What the hub wants next; null until it has said so. */
    let wanted: number | null = null
    let contents: Contents | null = null
    let isSending = false

    const connection = connectTo(place, {
      say: () => {},
      commanded: ({ answer }) =>
        answer({ ok: false, why: 'Reports that were left are being sent; nobody trains here' }),
      welcomed(next) {
        wanted = next
        contents?.close()
        contents = contentsOf(path, run, next)
        proceed()
      },
      acknowledged(next) {
        delivered += next - (wanted ?? next)
        wanted = next
        proceed()
      },
      away: (why) => finish({ ok: false, delivered, why: `the hub at ${place.hub} is not there: ${why}` }),
      refused: (why) => finish({ ok: false, delivered, why: `the hub at ${place.hub} refuses: ${why}` }),
    })
    connection.greet(run)

    function proceed(): void {
      send().catch((error: unknown) => finish({ ok: false, delivered, why: messageOf(error) }))
    }

    async function send(): Promise<void> {
      if (isSending || contents === null) return
      isSending = true
      while (connection.free && contents.end === null) {
        const asked: Contents = contents
        const batch = await asked.next()
        if (asked === contents && batch.length > 0) connection.send(batch)
      }
      isSending = false
      if (contents.end === null || (wanted ?? 0) < contents.end) return
      const { missing } = contents
      finish(missing === null ? { ok: true, delivered } : { ok: false, delivered, why: missing, isIncomplete: true })
    }

    function finish(delivery: Delivery): void {
      connection.close()
      contents?.close()
      resolve(delivery.ok ? removed(path, delivery.delivered) : delivery)
    }
  })
}

function removed(path: string, delivered: number): Delivery {
  removeJournal(path)
  return { ok: true, delivered }
}
