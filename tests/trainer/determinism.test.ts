import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

/** A run in a separate process: every loss and accuracy, and the fingerprint of the final weights. */
async function runElsewhere(experiment: string, seed: number, steps: number): Promise<string> {
  const script = join(import.meta.dirname, 'print-run.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [script, experiment, String(seed), String(steps)], {
    maxBuffer: 1 << 26,
  })
  return stdout
}

describe('the same seed in two processes', () => {
  it.each([
    ['grok-mlp-small', 60],
    ['modular-addition-mlp', 4],
    ['modular-addition-transformer', 3],
    ['edge-of-stability', 10],
    ['gaussian-mixture', 20],
    ['grok-transformer', 3],
    ['lcg-fixed-modulus', 2],
    ['icl-regression', 5],
    ['kan', 20],
  ])('gives %s the same numbers to the bit', async (experiment, steps) => {
    const first = await runElsewhere(experiment, 5, steps)
    expect(first).toMatch(/"ended":"sha256:[0-9a-f]{64}"/)
    expect(await runElsewhere(experiment, 5, steps)).toBe(first)
    if (experiment === 'grok-mlp-small') expect(await runElsewhere(experiment, 6, steps)).not.toBe(first)
  })
})
