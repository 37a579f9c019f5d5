import { join } from 'node:path'
import { exportCommand } from '#src/cli/commands/export.ts'
import { figureCommand } from '#src/cli/commands/figure.ts'
import { openStore } from '#src/store/index.ts'
import { keep } from '../../src/store/contract.ts'
import { reportsOf } from '../../src/store/studied.ts'

/** Names that break a careless writer. */
export const ODD = 'a "b", c</script>=1'

/** Writes what the commands write of a small store: a table of all its runs, and a comparison of them. */
export async function writeParquets(
  folder: string,
): Promise<{ readonly exported: string; readonly comparison: string }> {
  const data = join(folder, 'data')
  const store = await openStore(data)
  for (const rate of [0.1, 1])
    for (const seed of [0, 1]) {
      const steps = [0, 1, 5, 7]
      const values = [rate + seed, NaN, seed === 0 ? Infinity : 2, -0]
      const series = { 'train-loss': { steps, values }, [ODD]: { steps: [2 ** 40], values: [5e-324] } }
      const parameters = { rate, kind: seed === 0 ? ODD : 'plain' }
      await keep(store, reportsOf({ id: `r-${rate}-${seed}`, parameters, seed, series }))
    }
  await store.close()
  const [exported, comparison] = [join(folder, 'exported.parquet'), join(folder, 'comparison.parquet')]
  await exportCommand().exitOverride().parseAsync(['node', 'export', '--data', data, '--where', 'rate > 0', '--format', 'parquet', '-o', exported]) // prettier-ignore
  await figureCommand().exitOverride().parseAsync(['node', 'figure', '--data', data, '--y', 'train-loss', '--color', 'rate', '--panels', 'kind', '--members', '-o', comparison]) // prettier-ignore
  return { exported, comparison }
}

const [, script, folder] = process.argv
if (script === import.meta.filename && folder !== undefined) await writeParquets(folder)
