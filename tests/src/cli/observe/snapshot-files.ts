import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { javascriptLinearAlgebra } from '#trainer/backend/javascript-linear-algebra.ts'
import { writeSafetensors, type WritableTensor } from '#trainer/formats/index.ts'
import { phasescope } from '../../../phasescope.ts'
import { foreignMlp, MLP_FACTS } from '../../../trainer/snapshots/foreign-mlp.ts'

/** The states that snapshots of tests are of. */
const states = foreignMlp(12, javascriptLinearAlgebra()).map(
  ({ snapshot }) => snapshot as Record<string, WritableTensor>,
)

/** Writes the snapshot of a step as the client does: under another name first, then moved. Where it lies. */
export function writeStep(folder: string, step: number): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `step-${String(step).padStart(9, '0')}.safetensors`)
  writeSafetensors(`${path}.part`, states[step]!, { step: String(step), facts: JSON.stringify(MLP_FACTS) })
  renameSync(`${path}.part`, path)
  return path
}

/** Observes what is there, and ends. */
export const observed = (folder: string, data: string, ...args: string[]) =>
  phasescope(['observe', folder, '--once', '--data', data, ...args])

/** Every stored value of the only run, or of one, a line each. */
export async function stored(data: string, run: string): Promise<string[]> {
  const { code, stdout, stderr } = await phasescope(['export', run, '--data', data])
  if (code !== 0) throw new Error(stderr)
  return stdout.trim().split('\n').slice(1)
}
