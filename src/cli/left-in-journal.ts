import { existsSync, renameSync } from 'node:fs'
import { openStore } from '#src/store/index.ts'
import { messageOf, runtimeError, TRAINER, type RunId } from '#src/vocabulary/index.ts'
import { journalPath, loadResend, openJournal, openLeftOut, type Memory } from '#trainer/link/index.ts'
import { commandText } from './command-text.ts'
import { hubToken } from './hub-token.ts'
import { ingested } from './ingested.ts'
import { say } from './terminal.ts'
import { writerSecret } from './writer-secret.ts'

/** Leaves in a journal what the store has not taken, for a process that ends. */
export function leaveInJournal(data: string, run: RunId, memory: Memory, tell: (line: string) => void): void {
  const left = `${memory.end - memory.from} reports of run ${run} are not in ${data}`
  process.exitCode ??= 1 // who ended it at once has said how
  try {
    const journal = openJournal(() => journalPath(data, run))
    journal.appendNow(memory.since(memory.from, Infinity))
    tell(`${left}; they are in ${journal.path}, and are taken from there by: ${commandText(`resume ${run}`, data)}`)
  } catch (error) {
    tell(`${left}, nor in a journal: ${messageOf(error)}`)
  }
}

/**
 * Brings what an earlier trainer of a run has left in a journal to where the run is kept, before it goes on: what is trained
 * again has the same numbers, and the journal would be in their way. `hub` serves the data folder, or nobody does.
 */
export async function takeFromJournal(data: string, run: RunId, hub: string | null): Promise<void> {
  const path = journalPath(data, run)
  if (!existsSync(path)) return
  const why = hub === null ? await intoStore(data, run, path) : await toHub(data, run, path, hub)
  if (why === null) return
  renameSync(path, `${path}.incomplete`)
  say(`What follows in ${path} cannot be used, since ${why}; it is trained again, and that file is now ${path}.incomplete`) // prettier-ignore
}

async function toHub(data: string, run: RunId, path: string, hub: string): Promise<string | null> {
  const { resend } = await loadResend()
  const place = { hub, token: (url: string) => hubToken(url, data), secret: () => writerSecret(data, run, TRAINER) }
  const delivery = await resend(path, { ...place, accepts: [] })
  if (delivery.ok) return null
  if (delivery.isIncomplete) return delivery.why
  throw runtimeError(`Run '${run}' has reports in ${path} that are to be delivered first: ${delivery.why}`)
}

/** What is missing in the journal, or null where it had everything. */
async function intoStore(data: string, run: RunId, path: string): Promise<string | null> {
  const { contentsOf } = await loadResend()
  const store = await openStore(data)
  const leftOut = openLeftOut()
  const contents = contentsOf(path, run, await store.next(run, TRAINER))
  try {
    while (contents.end === null) {
      const batch = await contents.next()
      if (batch.length === 0) continue
      const kept = await ingested(store, run, batch, leftOut)
      if (!kept.ok) throw runtimeError(`Run '${run}' has reports in ${path} that cannot be stored: ${kept.why}`)
    }
    if (contents.missing === null) contents.remove()
    return contents.missing
  } finally {
    contents.close()
    await store.close()
  }
}
