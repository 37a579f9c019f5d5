import { Command } from 'commander'
import { existsSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { messageOf, TRAINER, usageError } from '#src/vocabulary/index.ts'
import { loadResend } from '#trainer/link/index.ts'
import { interrupts$ } from '#src/cli/processes/interrupt.ts'
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

export function resendCommand(): Command {
  return new Command('resend')
    .description('send a hub the reports that a trainer could not deliver before it ended')
    .argument('[journal]', 'the file of reports that the trainer named; without it, every journal in the data folder')
    .option(
      '--hub <url>',
      `the hub; by default the one that serves the data folder, or http://127.0.0.1:${DEFAULT_PORT}`,
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
      const hub = options.hub ?? (await hubServing(data)) ?? `http://127.0.0.1:${DEFAULT_PORT}`
      const journals = journal === undefined ? journalsIn(data) : [resolve(journal)]
      for (const path of journals) await deliver(path, data, hub)
      if (journals.length === 0) print(`No journals in ${data}: the hub has every report of every run`)
    })
}

/** Sends one journal, unless its run has a trainer: that one sends it itself. */
async function deliver(path: string, folder: string, hub: string): Promise<void> {
  const { resend, runOf } = await loadResend()
  const data = basename(dirname(path)) === 'journals' ? dirname(dirname(path)) : folder
  try {
    const run = (await runOf(path)) ?? basename(path, '.journal')
    const delivery = await withRunLock(data, run, () =>
      resend(path, {
        hub,
        token: (url) => hubToken(url, data),
        secret: (of) => writerSecret(data, of, TRAINER),
        accepts: [],
      }),
    )
    if (delivery.ok) return print(`The hub at ${hub} has received everything in ${path}`)
    failed(path, `${delivery.why}; ${delivery.delivered} of its reports were delivered now`)
  } catch (error) {
    failed(path, messageOf(error))
  }
}

function failed(path: string, why: string): void {
  say(`phasescope: ${path} is kept: ${why}`)
  process.exitCode = 1
}
