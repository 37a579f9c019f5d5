import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import { PROBE_FILE, PROJECT_PROBES } from '#trainer/user-probes/project-probes.ts'
import { measureLine, sourceFaults } from '#trainer/user-files/source-rules.ts'

/** So that each can be changed while a run is live, and a file that was good there can move into probes/. */
it.each(probes.map(({ id }) => id))('%s keeps to the rules of a user-defined probe', (id) => {
  const text = readFileSync(join(PROJECT_PROBES, `${id}.ts`), 'utf8')
  const parsed = ts.createSourceFile(`${id}.ts`, text, ts.ScriptTarget.ESNext, true)
  expect(sourceFaults(parsed, true, PROBE_FILE)).toEqual([])
  expect(text.split('\n')[(measureLine(parsed) ?? 0) - 1]).toMatch(/^\s*measure\b/)
})
