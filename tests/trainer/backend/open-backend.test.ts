import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const program = fileURLToPath(new URL('./say-backend.ts', import.meta.url))

type Said = {
  readonly name?: string
  readonly fallbackReason?: string
  readonly error?: string
  readonly noise: string
}

/** Opens a backend in a separate process, where the environment decides, and tells what came. */
function open(env: NodeJS.ProcessEnv, preference = ''): Promise<Said> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['--no-warnings', program, preference],
      { env: { ...process.env, PHASESCOPE_BACKEND: '', ...env } },
      (error, output, errors) => (error ? reject(error) : resolve({ ...(JSON.parse(output) as Said), noise: errors })),
    )
  })
}

/** A machine on which native TensorFlow cannot be set up: an empty cache and no programs. */
async function onBareMachine(check: (env: NodeJS.ProcessEnv) => Promise<void>): Promise<void> {
  const cache = mkdtempSync(join(tmpdir(), 'phasescope-bare-'))
  try {
    await check({ XDG_CACHE_HOME: cache, PATH: cache, CXX: '', CUDA_VISIBLE_DEVICES: '' })
  } finally {
    rmSync(cache, { recursive: true })
  }
}

it('goes on with WebAssembly where native TensorFlow is not to be had, and says why', () =>
  onBareMachine(async (env) => {
    const { name, fallbackReason, noise } = await open(env)
    expect(name).toBe('wasm')
    expect(fallbackReason).toMatch(/^Native TensorFlow is not available: tried .*; .*; .*$/)
    expect(noise).toBe('')
  }))

it('does not fall back where native TensorFlow was asked for', () =>
  onBareMachine(async (env) => {
    expect((await open(env, 'tensorflow')).error).toContain('Native TensorFlow is not available')
    expect((await open({ ...env, PHASESCOPE_BACKEND: 'tensorflow' }, 'wasm')).error).toContain(
      'Native TensorFlow is not available',
    )
  }))

it('opens WebAssembly where it was asked for, without a reason to give and without noise', async () => {
  const said = await open({ PHASESCOPE_BACKEND: 'wasm' }, 'tensorflow')
  expect(said).toEqual({ name: 'wasm', noise: '' })
})

it('opens the best there is in silence', async () => {
  expect((await open({})).noise).toBe('')
})

it('lists what PHASESCOPE_BACKEND may be', async () => {
  expect((await open({ PHASESCOPE_BACKEND: 'torch' })).error).toBe(
    'PHASESCOPE_BACKEND is `torch`; set it to tensorflow or wasm, or leave it out',
  )
})
