import { Command } from 'commander'
import { openStore } from '#src/store/index.ts'
import { agoText, isForeign, usageError, whyNotOfForeign, type Run, type RunId } from '#src/vocabulary/index.ts'
import {
  bytesOf,
  type CheckpointEntry,
  checkpointsFolder,
  DEFAULT_BUDGET_BYTES,
  type Listing,
  readCheckpoints,
} from '#trainer/checkpoints/index.ts'
import { dataOption, jsonOption } from '../options.ts'
import { runNamed } from '../run-named.ts'
import { sizeText, tableOf } from '../table.ts'
import { print } from '../terminal.ts'

export function checkpointsCommand(): Command {
  return new Command('checkpoints')
    .description('list the checkpoints of a run: safetensors files with the whole state or with the weights alone')
    .argument('<run>', 'a run id, or its first characters if no other run shares them')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (given: string, { data, json }: { data: string; json?: boolean }) => {
      const declared = await runIn(data, given)
      const run = declared.id
      const folder = checkpointsFolder(data, run)
      const listing = readCheckpoints(folder).list()
      if (listing.kept.length + listing.refused.length === 0) {
        if (isForeign(declared)) throw usageError(whyNotOfForeign(declared, 'checkpoints'))
        throw usageError(`Run '${run}' has no checkpoints: ${folder} is empty`)
      }
      print(json ? JSON.stringify(jsonFrom(run, folder, listing), null, 2) : textFrom(run, listing))
    })
}

async function runIn(data: string, given: string): Promise<Run> {
  const store = await openStore(data)
  try {
    return (await store.summary(await runNamed(store, given))).run
  } finally {
    await store.close()
  }
}

function jsonFrom(run: RunId, folder: string, { kept, refused }: Listing) {
  return { run, folder, bytes: bytesOf(kept), budgetBytes: budgetOf(run, kept), checkpoints: kept, refused }
}

function textFrom(run: RunId, { kept, refused }: Listing): string {
  const rows = kept.map(({ step, kind, bytes, writtenAt, fingerprint, isPinned, path }) => [
    step,
    kind,
    sizeText(bytes),
    agoText(writtenAt, Date.now()),
    fingerprint.replace('sha256:', '').slice(0, 12),
    isPinned ? 'yes' : '',
    path,
  ])
  const whole = kept.filter(({ kind }) => kind === 'whole').length
  const total = `${whole} whole, ${kept.length - whole} of weights: ${sizeText(bytesOf(kept))} of ${sizeText(budgetOf(run, kept))}`
  const table = tableOf(['step', 'kind', 'size', 'written', 'weights', 'pinned', 'file'], rows)
  return [table, total, ...refused.map(({ why }) => `Cannot be used: ${why}`)].join('\n')
}

/** What the run's own newest checkpoint was written under: those of a parent were under the parent's. */
function budgetOf(run: RunId, kept: readonly CheckpointEntry[]): number {
  const own = kept.filter((entry) => entry.run === run)
  return (own.at(-1) ?? kept.at(-1))?.budgetBytes ?? DEFAULT_BUDGET_BYTES
}
