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

/** The same beside Debian's PyTorch, which was built for its NumPy. */
const OF_DEBIAN = [...BASE.filter((one) => !/^(numpy|pandas)/.test(one)), 'numpy<2'] as const

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
  return made(base, [], [...BASE, ...more])
}

/** Makes one, unless it is there: `base` is the Python that it is of. */
async function made(base: string, options: readonly string[], packages: readonly string[]): Promise<Venv> {
  const { stdout } = await run(base, ['-c', 'import sys; print(sys.executable, sys.version)'])
  const name = createHash('sha256')
    .update(JSON.stringify([stdout, options, packages]))
    .digest('hex')
    .slice(0, 16)
  const folder = join(cacheFolder(), `python-${name}`)
  const python = join(folder, 'bin', 'python')
  return alone(`${folder}.lock`, { doing: 'makes a Python environment' }, async (): Promise<Venv> => {
    const whole = join(folder, 'whole')
    if (existsSync(whole)) return { python, why: null }
    rmSync(folder, { recursive: true, force: true })
    try {
      await run(base, ['-m', 'venv', ...options, folder])
      const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]
      await run(python, install, { maxBuffer: 1 << 26 })
    } catch (error) {
      return { python: null, why: `no Python environment can be made: ${lastLine(error)}` }
    }
    writeFileSync(whole, packages.join('\n'))
    return { python, why: null }
  })
}

function cacheFolder(): string {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'phasescope')
  mkdirSync(folder, { recursive: true })
  return folder
}

/**
 * The one with PyTorch for `npm run test:python`: Debian's package, which computes on the CPU, installed where this is root's machine and it
 * is not there yet. What PyPI has for Linux is five gigabytes of CUDA.
 */
export async function venvWithTorch(): Promise<Venv> {
  const debian = '/usr/bin/python3'
  const hasTorch = () => run(debian, ['-c', 'import torch, venv, ensurepip']).then(Boolean, () => false)
  if (!(await hasTorch())) {
    if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
      return { python: null, why: 'there is no PyTorch: apt-get install python3-torch python3-venv' }
    await alone(join(cacheFolder(), 'torch.lock'), { doing: 'installs PyTorch' }, async () => {
      const apt = (...args: string[]) => run('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }) // prettier-ignore
      await apt('update', '-qq').catch(() => {}) // what is installed next says what is missing
      await apt('install', '-y', '-qq', '--no-install-recommends', 'python3-torch', 'python3-venv').catch(() => {})
    })
    if (!(await hasTorch())) return { python: null, why: 'python3-torch cannot be installed here' }
  }
  return made(debian, ['--system-site-packages'], OF_DEBIAN)
}

async function pythonHere(): Promise<string | null> {
  for (const path of [process.env.PYTHON, 'python3', 'python'].filter((one) => one !== undefined))
    try {
      await run(path, ['-c', 'import sys, venv, ensurepip; assert sys.version_info >= (3, 10)'])
      return path
    } catch {
      continue // it is not there, or too old
    }
  return null
}

function lastLine(error: unknown): string {
  const { stderr = '' } = error as { stderr?: string }
  return stderr.trim().split('\n').at(-1) || String(error)
}
