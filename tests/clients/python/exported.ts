import { phasescope } from '../../phasescope.ts'

/** Every stored row of a run, exactly and in order, without its head: `series,step,index,value`; a series without `*` is that one alone. */
export async function exported(data: string, run: string, series = '**'): Promise<string[]> {
  const { stdout, stderr } = await phasescope(['export', run, '--series', series, '--data', data])
  if (stdout === '') throw new Error(stderr)
  const rows = stdout.trimEnd().split('\n').slice(1)
  return series.includes('*') ? rows : rows.filter((row) => row.startsWith(`${series},`)) // parts are asked for by the whole
}
