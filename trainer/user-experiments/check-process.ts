/** The process that checks an experiment's file before anything else touches it: types, whether it loads, and what it says. */
import { faultOf, measureWithin, type CheckRequest, type Fault } from '#trainer/user-files/index.ts'
import { openTypeCheck, placeOfField, type Checked } from '#trainer/user-files/type-check.ts'
import { assertSound } from './assert-sound.ts'
import { EXPERIMENT_FILE } from './experiment-file.ts'
import { FieldFault } from './field-fault.ts'
import { loadedExperiment } from './load-experiment.ts'

/** How long its recipe may take at its own settings, on a machine that is busy: data are drawn when they are first read. */
const RECIPE_LIMIT_MS = 60_000

const typeCheck = openTypeCheck(EXPERIMENT_FILE)

process.on('message', ({ file, source }: CheckRequest) => process.send?.(checked(file, source)))
process.on('disconnect', () => process.exit())

function checked(file: string, source: string): Checked {
  return { fault: typeCheck(file, source).fault ?? faultIn(file, source), measureLine: null }
}

function faultIn(file: string, source: string): Fault | null {
  try {
    const experiment = loadedExperiment(file, source)
    measureWithin(RECIPE_LIMIT_MS, () => assertSound(experiment))
    return null
  } catch (error) {
    const fault = faultOf(error)
    if (fault.line !== null) return fault
    const field = fieldOf(error)
    const place = field === null ? null : placeOfField(source, field)
    return place === null ? fault : { ...place, why: fault.why }
  }
}

/** The field that is wrong: `At experiment.claims[0].from: expected …` is about `claims`. */
function fieldOf(error: unknown): string | null {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  if (cause instanceof FieldFault) return cause.field
  return /^At experiment\.(\w+)/.exec(error instanceof Error ? error.message : '')?.[1] ?? null
}
