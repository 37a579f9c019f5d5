import { Command } from 'commander'
import { openStore, type Store } from '#src/store/index.ts'
import { usageError, type RunId } from '#src/vocabulary/index.ts'
import { commandText } from '../command-text.ts'
import { askHub } from '../ask-hub.ts'
import { hubHeaders } from '../hub-token.ts'
import { trainerOf } from '../processes/run-lock.ts'
import { dataOption } from '../options.ts'
import { runAmong, runNamed } from '../run-named.ts'
import { hubServing } from '../serving.ts'
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
        const place = (await hubOver(data)) ?? store
        await (undo ? restore(store, place, given) : remove(store, place, data, given))
      } finally {
        await store.close()
      }
    })
}

/** Where runs are removed: by the hub that serves the folder, which tells its pages, or in the store by ourselves. */
type Place = Pick<Store, 'remove' | 'restore'>

async function hubOver(data: string): Promise<Place | null> {
  const hub = await hubServing(data)
  if (hub === null) return null
  const headers = await hubHeaders(hub, data)
  const told = (what: string) => async (run: RunId) =>
    void (await askHub(hub, `/api/runs/${encodeURIComponent(run)}/${what}`, { method: 'POST', headers }))
  return { remove: told('remove'), restore: told('restore') }
}

async function remove(store: Store, place: Place, data: string, given: string): Promise<void> {
  const run = await runNamed(store, given)
  const trainer = await trainerOf(data, run)
  if (trainer !== null) {
    throw usageError(
      `Run '${run}' has a trainer, process ${trainer.pid}: end it first (${commandText(`stop ${run}`, data)}), then remove the run`,
    )
  }
  await place.remove(run)
  print(`Removed ${run}. Until the next start of phasescope serve: ${commandText(`remove ${run} --undo`, data)}`)
}

async function restore(store: Store, place: Place, given: string): Promise<void> {
  const { runs } = await store.list({ removed: true, prefix: given, size: 200 })
  const ids: RunId[] = runs.map(({ run }) => run.id)
  const run = runAmong(ids, given)
  await place.restore(run)
  print(`Brought back ${run}`)
}
