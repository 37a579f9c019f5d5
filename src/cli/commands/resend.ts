import { Command } from 'commander'
import { existsSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { messageOf, runtimeError, TRAINER, usageError, type RunId, type WriterId } from '#src/vocabulary/index.ts'
import { loadResend } from '#trainer/link/index.ts'
import { registeredHubs } from '#src/cli/hub-registry.ts'
import { interrupts$ } from '#src/cli/processes/interrupt.ts'
import { openElsewhere } from '#src/cli/processes/open-elsewhere.ts'
import { withRunLock } from '#src/cli/processes/run-lock.ts'
import { hubToken } from '../hub-token.ts'
import { dataOption, DEFAULT_PORT, hubAddress } from '../options.ts'
import { hubServing } from '../serving.ts'
import { print, say } from '../terminal.ts'
import { writerSecret } from '../writer-secret.ts'

interface Options {
  readonly hub?: string
  readonly data: string
}

/** A journal, and whose it is. */
interface Left {
  readonly path: string
  /** The data folder that it lies in, where the secret of its writer is, too. */
  readonly data: string
  readonly run: RunId
  readonly writer: WriterId
}

export function resendCommand(): Command {
  return new Command('resend')
    .description('send a hub the reports that a trainer, or another writer of a run, could not deliver before it ended')
    .argument('[journal]', 'the file of reports that was named; without it, every journal in the data folder')
    .option(
      '--hub <url>',
      `the hub; by default the one that serves the data folder, then the one of yours that began last, then http://127.0.0.1:${DEFAULT_PORT}`,
      hubAddress,
    )
    .addOption(dataOption())
    .action(async (journal: string | undefined, { data, ...options }: Options) => {
      const { journalsIn } = await loadResend()
      if (journal !== undefined && !existsSync(journal)) {
        const there = journalsIn(data).join(', ') || 'none'
        throw usageError(
          `There is no journal at ${journal}; a trainer prints where it leaves one. In ${data}/journals: ${there}`,
        )
      }
      interrupts$.subscribe(() => process.exit(130))
      const known = options.hub ?? (await hubServing(data))
      const hub = known ?? ownHub()
      const paths = journal === undefined ? journalsIn(data) : [resolve(journal)]
      const journals = await Promise.all(paths.map((path) => leftAt(path, data)))
      // A run begins with what its trainer says: nobody beside it is heard before.
      const inOrder = journals.toSorted((a, b) => Number(a.writer !== TRAINER) - Number(b.writer !== TRAINER))
      for (const one of inOrder) await deliver(one, hub, known === null)
      if (journals.length === 0) print(`No journals in ${data}: the hub has every report of every run`)
    })
}

/** Of several hubs of this user the one that began last. */
function ownHub(): string {
  return registeredHubs()[0]?.url ?? `http://127.0.0.1:${DEFAULT_PORT}`
}

async function leftAt(path: string, folder: string): Promise<Left> {
  const { originOf } = await loadResend()
  const data = basename(dirname(path)) === 'journals' ? dirname(dirname(path)) : folder
  const origin = await originOf(path)
  return { path, data, ...(origin ?? { run: basename(path, '.journal'), writer: TRAINER }) }
}

/** Sends one journal, unless its writer is there: that one sends it itself. A hub that nobody named is guessed, and is not shown PHASESCOPE_TOKEN. */
async function deliver(left: Left, hub: string, isGuessed: boolean): Promise<void> {
  const { path } = left
  const { resend } = await loadResend()
  const send = () => {
    const writer = openElsewhere(path)
    if (writer !== null) throw runtimeError(`process ${writer} still writes it, and sends it itself`)
    return resend(path, {
      hub,
      token: (url) => tokenFor(url, left.data, isGuessed),
      secret: (run, writer) => writerSecret(left.data, run, writer),
      accepts: [],
    })
  }
  try {
    const delivery = await (left.writer === TRAINER ? withRunLock(left.data, left.run, send) : send())
    if (delivery.ok) return print(`The hub at ${hub} has received everything in ${path}`)
    failed(path, `${delivery.why}; ${delivery.delivered} of its reports were delivered now`)
  } catch (error) {
    failed(path, messageOf(error))
  }
}

/** The token of the hub's own data folder, which need not be that of the journal. */
async function tokenFor(url: string, data: string, isGuessed: boolean): Promise<string | null> {
  const given = isGuessed ? null : undefined
  const own = registeredHubs().find((hub) => hub.url === url)?.data
  return (own === undefined ? null : await hubToken(url, own, given)) ?? hubToken(url, data, given)
}

function failed(path: string, why: string): void {
  say(`phasescope: ${path} is kept: ${why}`)
  process.exitCode = 1
}
