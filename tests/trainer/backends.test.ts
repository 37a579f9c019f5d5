import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

type Printed = { scalars: [series: string, points: [step: number, value: number][]][] }

async function runOn(
  backend: string,
  experiment: string,
  steps: number,
  settings = ['modulus=13', 'width=16'],
): Promise<Printed> {
  const script = join(import.meta.dirname, 'print-run.ts')
  const env = { ...process.env, PHASESCOPE_BACKEND: backend }
  const args = [script, experiment, '1', String(steps), ...settings]
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 26, env })
  return JSON.parse(stdout)
}

/** Two engines that share no kernel: what both say is not a bug of one. */
describe('native TensorFlow and WebAssembly', () => {
  it.each([
    ['lcg-fixed-modulus', ['modulus=16', 'context=8', 'width=16', 'testSequences=16', 'batchSize=8']],
    ['icl-regression', ['testContexts=50', 'batchSize=16']],
    ['kan', ['trainExamples=100']],
  ])('give the same losses of networks of layers to 1e-5: %s', async (experiment, settings) => {
    const [native, wasm] = await Promise.all(
      ['tensorflow', 'wasm'].map((name) => runOn(name, experiment, 20, settings)),
    )
    for (const series of ['train-loss', 'test-loss']) {
      const [ours, theirs] = [native!, wasm!].map(({ scalars }) => new Map(scalars).get(series)!)
      expect(ours!.length).toBeGreaterThan(0)
      expect(ours!.map(([step]) => step)).toEqual(theirs!.map(([step]) => step))
      ours!.forEach(([, value], i) => expect(Math.abs(theirs![i]![1] / value - 1)).toBeLessThan(1e-5))
    }
  })

  it('give the same losses to 1e-4 over fifty steps', async () => {
    const [native, wasm] = await Promise.all(['tensorflow', 'wasm'].map((name) => runOn(name, 'grok-mlp-small', 50)))
    for (const series of ['train-loss', 'test-loss']) {
      const [ours, theirs] = [native!, wasm!].map(({ scalars }) => new Map(scalars).get(series)!)
      expect(ours).toHaveLength(51)
      ours!.forEach(([step, value], i) => {
        expect(Math.abs(theirs![i]![1] / value - 1), `${series} at step ${step}`).toBeLessThan(1e-4)
      })
    }
  })

  it.each([
    ['grok-mlp-small'],
    ['modular-addition-transformer'],
    ['edge-of-stability', ['width=16', 'examples=40']],
    ['gaussian-mixture', ['width=16']],
  ])('agree on %s', async (experiment, settings?: string[]) => {
    const [native, wasm] = await Promise.all(
      ['tensorflow', 'wasm'].map((name) => runOn(name, experiment, 12, settings)),
    )
    expect(wasm!.scalars.map(([series]) => series)).toEqual(native!.scalars.map(([series]) => series))
    native!.scalars.forEach(([series, points], i) => {
      const theirs = wasm!.scalars[i]![1]
      points.forEach(([step, value], j) => {
        expect(theirs[j]![0]).toBe(step)
        const away = Math.abs(theirs[j]![1] - value) / Math.max(1e-3, Math.abs(value))
        expect(away, `${series} at step ${step}`).toBeLessThan(2e-3) // float32, twelve updates apart
      })
    })
  })
})
