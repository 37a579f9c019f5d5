import { Command } from 'commander'
import { openStore } from '#src/store/index.ts'
import { commandText } from '../command-text.ts'
import { dataOption, jsonOption } from '../options.ts'
import { print } from '../terminal.ts'

export function checkCommand(): Command {
  return new Command('check')
    .description('read all that is stored and say what is not as it was written')
    .option('--repair', 'make again what follows from the rest: indices, summaries, levels of detail')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async ({ data, repair = false, json }: { data: string; repair?: boolean; json?: boolean }) => {
      const store = await openStore(data)
      try {
        const { runs, faults } = await store.check({ repair })
        const left = faults.filter((fault) => !fault.repaired)
        if (json) print(JSON.stringify({ runs, faults }, null, 2))
        else {
          for (const { what, repaired } of faults) print(`${repaired ? 'repaired: ' : ''}${what}`)
          print(verdict(runs, faults.length, left.length, repair, data))
        }
        if (left.length > 0) process.exitCode = 1
      } finally {
        await store.close()
      }
    })
}

function verdict(runs: number, faults: number, left: number, repair: boolean, data: string): string {
  const what = `${runs} ${runs === 1 ? 'run' : 'runs'}`
  if (faults === 0) return `${what}: all of it is as it was written`
  if (left === 0) return `${what}: all that was wrong is repaired`
  const mend = repair
    ? 'restore a backup for the rest'
    : `${commandText('check --repair', data)} makes again what it can`
  return `${what}: ${left} ${left === 1 ? 'thing is' : 'things are'} not as written; ${mend}`
}
