/** The process that checks a probe's file before the trainer touches it: types first, then whether it loads. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CheckRequest, faultOf } from '#trainer/user-files/index.ts'
import { defined } from './load-user-probe.ts'
import { PROBE_FILE, PROJECT_PROBES } from './project-probes.ts'
import { openTypeCheck, type Checked } from '#trainer/user-files/type-check.ts'

const typeCheck = openTypeCheck(PROBE_FILE)

process.on('message', ({ file, id, source }: CheckRequest) => process.send?.(checked(file, id, source)))
process.on('disconnect', () => process.exit())

const sample = join(PROJECT_PROBES, 'weight-norm.ts')
checked(sample, 'weight-norm', readFileSync(sample, 'utf8'))

function checked(file: string, id: string, source: string): Checked {
  try {
    const { fault, measureLine } = typeCheck(file, source)
    if (fault === null) defined(file, id, source, { tf: null })
    return { fault, measureLine }
  } catch (error) {
    return { fault: faultOf(error), measureLine: null }
  }
}
