import { Command } from 'commander'
import { resolve } from 'node:path'
import { openStore } from '#src/store/index.ts'
import { dataOption } from '../options.ts'
import { print } from '../terminal.ts'

export function backupCommand(): Command {
  return new Command('backup')
    .description('copy every stored run into one new file, also while they go on; checkpoints are files of their own')
    .argument('<file>', 'the copy; as phasescope.sqlite in a folder of its own it can be served')
    .addOption(dataOption())
    .action(async (given: string, { data }: { data: string }) => {
      const file = resolve(given)
      const store = await openStore(data)
      try {
        await store.backup(file)
      } finally {
        await store.close()
      }
      print(`Copied the store of ${data} to ${file}`)
    })
}
