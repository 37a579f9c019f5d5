import { linesOfRun } from '#src/cli/exported.ts'
import { openStore } from '#src/store/index.ts'

/** Every stored row of a run, exactly and in order, without its head: `series,step,index,value`; a series without `*` is that one alone. */
export async function exported(data: string, run: string, series = '**'): Promise<string[]> {
  const store = await openStore(data)
  try {
    const rows = (await Array.fromAsync(linesOfRun(store, run, 'csv', { series, notes: false }))).slice(1)
    return series.includes('*') ? rows : rows.filter((row) => row.startsWith(`${series},`)) // parts are asked for by the whole
  } finally {
    await store.close()
  }
}
