import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync, existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { alone } from '#src/setup/lock.js'

/** The Python package as it stands in the checkout: put before everything else on PYTHONPATH. */
export const PACKAGE = join(import.meta.dirname, '..', '..', '..', 'src', 'clients', 'python')

/** What the package needs, and what its short tests do. */
const BASE = [
  'python-socketio[client]==5.18.1',
  'safetensors==0.8.0',
  'numpy==2.4.6',
  'pytest==9.2.0',
  'pandas==3.1.1',
] as const

const run = promisify(execFile)

/**
 * A Python with what tests ask of it, made once on a machine and shared by all tests: `python`, or why there is none, which is the
 * reason to skip.
 */
export type Venv = { readonly python: string; readonly why: null } | { readonly python: null; readonly why: string }

/** The one for `npm test`; `more` adds packages by pip. */
export async function venv(more: readonly string[] = []): Promise<Venv> {
  const base = await pythonHere()
  if (base === null) return { python: null, why: 'there is no Python 3.10 or later with venv (PYTHON names another)' }
  const packages = [...BASE, ...more]
  const name = createHash('sha256')
    .update(JSON.stringify([base, packages]))
    .digest('hex')
    .slice(0, 16)
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'phasescope')
  const folder = join(cache, `python-${name}`)
  const python = join(folder, 'bin', 'python')
  mkdirSync(cache, { recursive: true })
  return alone(`${folder}.lock`, { doing: 'makes a Python environment' }, async (): Promise<Venv> => {
    const whole = join(folder, 'whole')
    if (existsSync(whole)) return { python, why: null }
    rmSync(folder, { recursive: true, force: true })
    try {
      await run(base.path, ['-m', 'venv', folder])
      await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages], {
        maxBuffer: 1 << 26,
      })
    } catch (error) {
      return { python: null, why: `no Python environment can be made: ${lastLine(error)}` }
    }
    writeFileSync(whole, packages.join('\n'))
    return { python, why: null }
  })
}

async function pythonHere(): Promise<{ readonly path: string; readonly version: string } | null> {
  for (const path of [process.env.PYTHON, 'python3', 'python'].filter((one) => one !== undefined))
    try {
      const asked = 'import sys, venv, ensurepip; assert sys.version_info >= (3, 10); print(sys.version.split()[0])'
      return { path, version: (await run(path, ['-c', asked])).stdout.trim() }
    } catch {
      continue // it is not there, or too old
    }
  return null
}

function lastLine(error: unknown): string {
  const { stderr = '' } = error as { stderr?: string }
  return stderr.trim().split('\n').at(-1) || String(error)
}
