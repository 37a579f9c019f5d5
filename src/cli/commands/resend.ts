import { Command } from 'commander'
import { existsSync } from 'node:fs'
import { usageError } from '#src/vocabulary/index.ts'
import { loadResend } from '#trainer/link/index.ts'
import { interrupts$ } from '#src/cli/processes/interrupt.ts'
import { hubToken } from '../hub-token.ts'
import { dataOption, DEFAULT_PORT, hubAddress } from '../options.ts'

export function resendCommand(): Command {
  return new Command('resend')
    .description('send a hub the reports that a trainer could not deliver before it ended')
    .argument('[journal]', 'the file of reports that the trainer named; without it, every journal in the data folder')
    .option('--hub <url>', 'the hub', hubAddress, `http://127.0.0.1:${DEFAULT_PORT}`)
    .addOption(dataOption())
    .action(async (journal: string | undefined, { hub, data }: { hub: string; data: string }) => {
      const { journalsIn, resend } = await loadResend()
      if (journal !== undefined && !existsSync(journal)) {
        const there = journalsIn(data).join(', ') || 'none'
        throw usageError(
          `There is no journal at ${journal}; a trainer prints where it leaves one. In ${data}/journals: ${there}`,
        )
      }
      interrupts$.subscribe(() => process.exit(130))
      const journals = journal === undefined ? journalsIn(data) : [journal]
      for (const path of journals) {
        await resend(path, hub, { token: (url) => hubToken(url, data) })
        if (existsSync(path)) process.exitCode = 1
        else console.log(`The hub at ${hub} has received everything in ${path}`)
      }
      if (journals.length === 0) console.log(`No journals in ${data}: the hub has every report of every run`)
    })
}
