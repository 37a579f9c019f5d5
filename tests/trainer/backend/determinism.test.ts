import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { nativeIfAvailable } from './native-available.ts'

const program = fileURLToPath(new URL('./twenty-steps.ts', import.meta.url))
const native = await nativeIfAvailable()

/** Replay, forks and late probes all rest on this: the same steps give the same bits in any process on this machine. */
for (const backend of ['tensorflow', 'wasm'] as const) {
  it.skipIf(backend === 'tensorflow' && native === undefined)(
    `twenty steps on ${backend} are equal to the bit over three processes`,
    async () => {
      const run = async () => (await promisify(execFile)(process.execPath, ['--no-warnings', program, backend])).stdout
      const [first, ...others] = [await run(), await run(), await run()]
      expect(first).toMatch(/^[0-9a-f]{64}$/)
      expect(others).toEqual([first, first])
    },
  )
}
