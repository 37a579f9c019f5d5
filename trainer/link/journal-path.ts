import { pathIn, TRAINER, type RunId, type WriterId } from '#src/vocabulary/index.ts'

/** Where the journal of a writer of a run lies in a data folder. */
export function journalPath(folder: string, run: RunId, writer: WriterId = TRAINER): string {
  return pathIn(`${folder}/journals`, writer === TRAINER ? run : `${run}.${writer}`, '.journal')
}
