import { usageError, type RunId } from '#src/vocabulary/index.ts'
import type { TakenRun } from '#src/store/store.ts'
import type { Database } from '#src/store/sqlite/database.ts'
import { runRow } from '#src/store/sqlite/run-row.ts'
import { openArchive } from './frames.ts'
import { digestOf, sectionOf } from './section.ts'
import { surveyOf } from './survey.ts'
import { takeSection } from './take-section.ts'

/**
 * Takes the runs of an archive into a store, equal to the bit: all of them or, with an error, none. One that is there already and is the same
 * is left; one that is another is refused. `as` is another id for the only one.
 */
export function takeArchive(db: Database, path: string, as?: RunId): readonly TakenRun[] {
  const file = openArchive(path)
  try {
    const sections = surveyOf(file)
    if (as !== undefined && sections.length !== 1)
      throw usageError(`--as: ${path} has ${sections.length} runs, and only one can have another id; import it without`)
    return db.transaction(() =>
      sections.map((section) => {
        const run = as ?? section.head.id
        const row = runRow(db, run)
        if (row === null) {
          takeSection(db, file, section, run)
          return { run, wasThere: false }
        }
        if (row.removed_at !== null)
          throw usageError(
            `Run '${run}' of ${path} was removed here and is not forgotten yet; bring it back with: phasescope remove ${run} --undo`,
          )
        if (digestOf(sectionOf(db, run, section.head.id)) !== section.digest)
          throw usageError(
            `Run '${run}' is stored already, and is not what ${path} has of it; import it under another id with --as ${run}-2`,
          )
        return { run, wasThere: true }
      }),
    )
  } finally {
    file.close()
  }
}
