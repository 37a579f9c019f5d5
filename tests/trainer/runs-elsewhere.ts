import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A run as another process printed it: every loss and accuracy, and the fingerprint of the final weights. */
export interface PrintedRun {
  readonly scalars: readonly [series: string, points: [step: number, value: number][]][]
  /** `sha256:…` */
  readonly ended: string
}

/** Runs of a separate process, one after another. Numbers are printed so that every bit comes back. */
export async function runsElsewhere(
  orders: readonly { experiment: string; seed: number; steps: number; set?: readonly string[] }[],
  env: NodeJS.ProcessEnv = {},
): Promise<PrintedRun[]> {
  const script = join(import.meta.dirname, 'print-runs.ts')
  const options = { maxBuffer: 1 << 26, env: { ...process.env, ...env } }
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(orders)], options)
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as PrintedRun)
}
