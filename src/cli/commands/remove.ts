import { Command } from 'commander'
import { openStore, type Store } from '#src/store/index.ts'
import { usageError, type RunId } from '#src/vocabulary/index.ts'
import { trainerOf } from '../processes/run-lock.ts'
import { dataOption } from '../options.ts'
import { runAmong, runNamed } from '../run-named.ts'
import { print } from '../terminal.ts'

export function removeCommand(): Command {
  return new Command('remove')
    .description('remove a run with its checkpoints; until the next start of a hub it can be brought back')
    .argument('<run>', 'a run id, or its first characters if no other run shares them')
    .option('--undo', 'bring back a run that was removed')
    .addOption(dataOption())
    .action(async (given: string, { data, undo = false }: { data: string; undo?: boolean }) => {
      const store = await openStore(data)
      try {
        await (undo ? restore(store, given) : remove(store, data, given))
      } finally {
        await store.close()
      }
    })
}

async function remove(store: Store, data: string, given: string): Promise<void> {
  const run = await runNamed(store, given)
  const trainer = await trainerOf(data, run)
  if (trainer !== null) {
    throw usageError(
      `Run '${run}' has a trainer, process ${trainer.pid}: end it first (phasescope stop ${run}), then remove the run`,
    )
  }
  await store.remove(run)
  print(`Removed ${run}. Until the next start of phasescope serve: phasescope remove ${run} --undo`)
}

async function restore(store: Store, given: string): Promise<void> {
  const { runs } = await store.list({ removed: true, prefix: given, size: 200 })
  const ids: RunId[] = runs.map(({ run }) => run.id)
  const run = runAmong(ids, given)
  await store.restore(run)
  print(`Brought back ${run}`)
}
