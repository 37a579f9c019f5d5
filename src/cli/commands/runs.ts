import { Command } from 'commander'
import { openStore, type Store } from '#src/store/index.ts'
import { agoText, type RunSummary } from '#src/vocabulary/index.ts'
import { isAbandoned } from '#src/cli/processes/run-lock.ts'
import { dataOption, jsonOption } from '../options.ts'
import { tableOf } from '../table.ts'
import { print } from '../terminal.ts'

export function runsCommand(): Command {
  return new Command('runs')
    .description('list the stored runs')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async ({ data, json }: { data: string; json?: boolean }) => {
      const store = await openStore(data)
      const { runs: stored } = await store.list({ size: Infinity })
      const runs = await Promise.all(stored.map((summary) => asItStands(summary, store, data)))
      await store.close()
      if (json) return print(JSON.stringify(runs, null, 2))
      if (runs.length === 0) return print(`No runs in ${data}; start one with: phasescope train modular-addition-mlp`)
      const rows = runs.map(({ run, status, step, points, msPerStep, divergedAt = null }) => [
        run.id,
        divergedAt === null ? status : `${status}, diverged at step ${divergedAt}`,
        run.experiment,
        run.seed,
        `${step} / ${run.steps}`,
        points,
        msPerStep === null ? '' : `${msPerStep.toFixed(1)} ms`,
        agoText(run.startedAt, Date.now()),
        nameText(run.name),
      ])
      print(tableOf(['run', 'status', 'experiment', 'seed', 'steps', 'points', 'per step', 'started', 'name'], rows))
    })
}

/** A name may be long, and the line is to stay one. */
function nameText(name: string): string {
  const letters = [...name]
  return letters.length > 48 ? `${letters.slice(0, 47).join('')}…` : name
}

/** A run that was killed while no hub looked on could not say so: nobody holds its lock any more. */
async function asItStands(summary: RunSummary, store: Store, data: string): Promise<RunSummary> {
  const { run, status } = summary
  if ((status !== 'running' && status !== 'paused') || !(await isAbandoned(data, run.id))) return summary
  // It may have ended in between.
  const latest = await store.summary(run.id)
  return latest.status === status ? { ...latest, status: 'lost' } : latest
}
