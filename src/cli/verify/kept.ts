import { readFileSync, statSync } from 'node:fs'
import { parsed } from '#src/schema/parsed.ts'
import { verification } from '#src/schema/verification.ts'
import { messageOf, TIERS, usageError, type Verification, type VerifiedExperiment } from '#src/vocabulary/index.ts'
import { judgedAgain } from './judged-again.ts'

/** As much as a verification of every experiment over a hundred seeds prints. */
const MOST_BYTES = 64 * 1024 * 1024

/**
 * What `phasescope verify --json` printed into some files, as one verification: no run is made for it, and each claim is judged again
 * by the numbers of its runs.
 */
export function keptVerification(files: readonly string[]): Verification {
  const all = files.map(readKept)
  const experiments = new Map<string, VerifiedExperiment>()
  for (const [i, one] of all.entries())
    for (const experiment of one.experiments) {
      if (experiments.has(experiment.experiment))
        throw usageError(
          `${files[i]} has ${experiment.experiment}, which a file before it has; name each experiment once`,
        )
      experiments.set(experiment.experiment, experiment)
    }
  const the = <Value>(of: (one: Verification) => Value) => [...new Set(all.map(of))]
  const said = (values: readonly (string | null)[]) => values.filter((value) => value !== null).join(' and ')
  return {
    version: said(the((one) => one.version)),
    commit: said(the((one) => one.commit)) || null,
    day:
      all
        .map((one) => one.day)
        .sort()
        .at(-1) ?? '',
    backend: said(the((one) => one.backend)),
    tier: TIERS[Math.max(...all.map((one) => TIERS.indexOf(one.tier)))]!,
    set: [...new Set(all.flatMap((one) => one.set))],
    holds: all.every((one) => one.holds),
    seconds: all.reduce((sum, one) => sum + one.seconds, 0),
    workers: Math.max(...all.map((one) => one.workers)),
    experiments: [...experiments.values()],
  }
}

function readKept(file: string): Verification {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined)
    throw usageError(`${file} is not there; phasescope verify <experiment> --json > ${file} makes it`)
  // A pipe or a device has no end that can be known.
  if (!found.isFile()) throw usageError(`${file} is no file; phasescope verify <experiment> --json > FILE makes one`)
  if (found.size > MOST_BYTES) throw usageError(`${file} has ${found.size} bytes, and at most ${MOST_BYTES} are read`)
  return judgedAgain(parsedKept(file), file)
}

function parsedKept(file: string): Verification {
  try {
    return parsed(verification, JSON.parse(readFileSync(file, 'utf8')), file)
  } catch (error) {
    throw usageError(`${file} is not what phasescope verify --json prints: ${messageOf(error)}`)
  }
}
