import { PhasescopeError, runtimeError } from '#src/vocabulary/index.ts'
import { jsonFromMeasured, type Measured } from './measured.ts'
import { csvOfSnapshots } from './snapshots-csv.ts'
import { print, say } from './terminal.ts'

/** What one file of many says, or why it says nothing. */
export type Snapshot = { readonly file: string; readonly step: number | null } & (
  { readonly measured: readonly Measured[] } | { readonly error: string }
)

/** How one file is measured, and at which step it was written. */
export type MeasureFile = (
  file: string,
) => Promise<{ readonly step: number | null; readonly measured: readonly Measured[] }>

/**
 * Measures files one after the other in this process. What is wrong with one is said, on stderr and in its place, and keeps
 * nobody from the rest; in the end it is an error. JSON comes a line a file as they are measured, a table of CSV when all of
 * its columns are known.
 */
export async function measureMany(files: readonly string[], measure: MeasureFile, isCsv: boolean): Promise<void> {
  const table: Snapshot[] = []
  let failed = 0
  for (const file of files) {
    const snapshot = await snapshotOf(file, measure)
    if ('error' in snapshot) {
      failed += 1
      say(`phasescope: ${snapshot.error}`)
    }
    if (isCsv) table.push(snapshot)
    else print(JSON.stringify(jsonOf(snapshot)))
  }
  if (isCsv) print(csvOfSnapshots(table))
  if (failed > 0) throw runtimeError(`${failed} of ${files.length} files could not be measured; each is named above`)
}

async function snapshotOf(file: string, measure: MeasureFile): Promise<Snapshot> {
  try {
    return { file, ...(await measure(file)) }
  } catch (error) {
    if (!(error instanceof PhasescopeError)) throw error
    return { file, step: null, error: error.message }
  }
}

/** The answer of one probe, or of several in a list, as `--json` gives it of a single file. */
function jsonOf(snapshot: Snapshot): object {
  const { file, step } = snapshot
  if ('error' in snapshot) return { file, step, error: snapshot.error }
  const [only, ...more] = snapshot.measured.map(jsonFromMeasured)
  return more.length === 0 ? { file, step, ...only } : { file, step, answers: [only, ...more] }
}
