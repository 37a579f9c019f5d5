import { Command } from 'commander'
import { runtimeError } from '#src/vocabulary/index.ts'
import { commandText } from '../command-text.ts'
import { openInBrowser } from '../open-in-browser.ts'
import { dataOption, hubAddress } from '../options.ts'
import { hubServing } from '../serving.ts'
import { steeredRun } from '../steered-run.ts'
import { ticketFrom } from '../ticket.ts'
import { print } from '../terminal.ts'

type Options = { hub?: string; data: string; open: boolean }

export function openCommand(): Command {
  return new Command('open')
    .description('open the dashboard in a browser that may control runs')
    .argument('[run]', 'a run id, or its first characters if no other run shares them; by default the list of runs')
    .option('--no-open', 'print the address only')
    .option('--hub <url>', 'the hub; by default the one that serves the data folder', hubAddress)
    .addOption(dataOption())
    .action(open)
}

async function open(given: string | undefined, options: Options): Promise<void> {
  const { data } = options
  const hub = options.hub ?? (await hubServing(data))
  if (hub === null)
    throw runtimeError(
      `No hub serves ${data}: start \`${commandText('serve', data)}\`, or name another hub with --hub URL`,
    )
  const path = given === undefined ? '/' : `/runs/${encodeURIComponent((await steeredRun(given, { hub, data })).id)}`
  const address = new URL(path, hub)
  const withTicket = async () => `${address.href}?ticket=${await ticketFrom(hub, data)}`
  print(`Opens once, for one browser: ${await withTicket()}`)
  if (options.open) openInBrowser(await withTicket(), data)
}
