import { Command } from 'commander'
import { openStore } from '#src/store/index.ts'
import { dataOption, jsonOption } from '../options.ts'
import { agoText, tableOf } from '../table.ts'

export function runsCommand(): Command {
  return new Command('runs')
    .description('list the runs that are kept')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(({ data, json }: { data: string; json?: boolean }) => {
      const store = openStore(data)
      const runs = store.runs()
      store.close()
      if (json) return console.log(JSON.stringify(runs, null, 2))
      if (runs.length === 0)
        return console.log(`No runs in ${data}; start one with: phasescope train modular-addition-mlp`)
      const rows = runs.map(({ run, status, step, points, msPerStep }) => [
        run.id,
        status,
        run.experiment,
        run.seed,
        `${step} / ${run.steps}`,
        points,
        msPerStep === null ? '' : `${msPerStep.toFixed(1)} ms`,
        agoText(run.startedAt, Date.now()),
      ])
      console.log(tableOf(['run', 'status', 'experiment', 'seed', 'steps', 'points', 'per step', 'started'], rows))
    })
}
