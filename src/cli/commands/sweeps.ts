import { Command } from 'commander'
import { openCurrentStore } from '#src/cli/processes/open-current-store.ts'
import { agoText, BOUNDS } from '#src/vocabulary/index.ts'
import { newestSweeps } from '#src/cli/sweeps/status.ts'
import { standingOf } from '#src/cli/sweeps/text.ts'
import { commandText } from '../command-text.ts'
import { dataOption, jsonOption } from '../options.ts'
import { tableOf } from '../table.ts'
import { print, say } from '../terminal.ts'

export function sweepsCommand(): Command {
  return new Command('sweeps')
    .description('list the sweeps, and how far each is')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async ({ data, json }: { data: string; json?: boolean }) => {
      const store = await openCurrentStore(data)
      const { sweeps, faults } = await newestSweeps(store, data, BOUNDS.sweepsListed)
      await store.close()
      for (const fault of faults) say(fault)
      if (json) return print(JSON.stringify(sweeps, null, 2))
      if (sweeps.length === 0)
        return print(
          `No sweeps in ${data}; start one with: ${commandText('sweep grok-mlp-small --grid weightDecay=0,1 --seeds 3', data)}`,
        )
      const rows = sweeps.map((sweep) => [
        sweep.id,
        standingOf(sweep),
        `${sweep.counts.completed} / ${sweep.runs}`,
        sweep.experiment,
        [...sweep.grid, `seeds=${sweep.seeds}`].join(' ').slice(0, 60),
        agoText(sweep.startedAt, Date.now()),
      ])
      print(tableOf(['sweep', 'status', 'completed', 'experiment', 'varies', 'started'], rows))
    })
}
