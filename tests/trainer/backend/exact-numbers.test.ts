import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const program = fileURLToPath(new URL('./kept-apart.ts', import.meta.url))

/** V8 compiles at once and with Maglev alone: in the background it is done when the machine has time. */
const flags = ['--no-warnings', '--no-turbofan', '--no-concurrent-recompilation']

async function keptApart(...args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, program, ...args])
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}

it('gives every object its own numbers where a backend is open', async () => {
  expect(await keptApart('wasm')).toEqual([0.25, 1.25, 2.25, 3.25])
})

it('gives every object its own numbers in a process of the command, such as the hub', async () => {
  expect(await keptApart('--version')).toEqual([0.25, 1.25, 2.25, 3.25])
})

/** Where this fails, V8 has mended it: `computeExactly` can go. */
it('needs its flag: V8 gives objects one number in common', async () => {
  expect(await keptApart()).toEqual([0.25, 3.25, 3.25, 3.25])
})
