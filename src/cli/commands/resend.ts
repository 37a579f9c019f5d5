import { Command } from 'commander'
import { existsSync } from 'node:fs'
import { usageError } from '#src/vocabulary/index.ts'
import { loadResend } from '#trainer/link/index.ts'
import { interrupts$ } from '#src/cli/processes/interrupt.ts'
import { dataOption, DEFAULT_PORT, hubAddress } from '../options.ts'

export function resendCommand(): Command {
  return new Command('resend')
    .description('deliver to a hub what a trainer could not send before it ended')
    .argument('[journal]', 'the file that the trainer named; without it, every journal of the data folder')
    .option('--hub <url>', 'the hub', hubAddress, `http://127.0.0.1:${DEFAULT_PORT}`)
    .addOption(dataOption())
    .action(async (journal: string | undefined, { hub, data }: { hub: string; data: string }) => {
      const { journalsIn, resend } = await loadResend()
      if (journal !== undefined && !existsSync(journal)) {
        const there = journalsIn(data).join(', ') || 'none'
        throw usageError(
          `No journal at ${journal}; the trainer said where it left one, and ${data}/journals has: ${there}`,
        )
      }
      interrupts$.subscribe(() => process.exit(130))
      const journals = journal === undefined ? journalsIn(data) : [journal]
      for (const path of journals) {
        await resend(path, hub)
        if (existsSync(path)) process.exitCode = 1
        else console.log(`The hub at ${hub} has everything of ${path}`)
      }
      if (journals.length === 0) console.log(`No journals in ${data}: every run was delivered whole`)
    })
}
