import { execFile, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { acquireNative, NativeUnavailable } from '../../../trainer/backend/native.ts'
import { buildFolder } from '../../../trainer/backend/native/cache.ts'
import { bindingPackage } from '../../../trainer/backend/native/compile.ts'
import { tensorflowEnvironment } from '../../../trainer/backend/native/environment.ts'
import { unpackLibraries } from '../../../trainer/backend/native/libraries.ts'
import { verify } from '../../../trainer/backend/native/verify.ts'
import type { Progress } from '../../../trainer/backend/progress.ts'
import { nativeIfAvailable } from './native-available.ts'
import { writeZip } from '../formats/zip-file.ts'

const { module } = bindingPackage()
const stockPresent = existsSync(module) && !lstatSync(module).isSymbolicLink()
const place = (file: string) => fileURLToPath(new URL(file, import.meta.url))

let folder: string
const inFolder = (...names: string[]) => join(folder, ...names)
const calls = () => readFileSync(inFolder('calls'), 'utf8').trim().split('\n')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'phasescope-native-'))
  mkdirSync(inFolder('bin'))
  vi.stubEnv('XDG_CACHE_HOME', inFolder('cache'))
  vi.stubEnv('PATH', inFolder('bin'))
  vi.stubEnv('CUDA_VISIBLE_DEVICES', '')
  vi.stubEnv('CXX', '')
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

/** A stand-in for a program: logs that it was called, then runs the given shell lines. */
function standIn(name: string, lines: string): void {
  const path = inFolder('bin', name)
  writeFileSync(path, `#!/bin/sh\necho "${name} $*" >> '${inFolder('calls')}'\nexport PATH=/usr/bin:/bin\n${lines}\n`)
  chmodSync(path, 0o755)
}

/** A pip that answers its version and then downloads as told. */
function standInPip(download: string): void {
  standIn('python3', `case "$*" in *--version*) exit 0;; esac\n${download}`)
}

/** A pip that "downloads" a wheel with the few files that are looked for. */
function standInWheel(): void {
  const wheel = inFolder('tensorflow_cpu-2.21.9-cp312-cp312-manylinux_2_27_x86_64.whl')
  writeZip(wheel, {
    'tensorflow/libtensorflow_cc.so.2': 'library',
    'tensorflow/include/tensorflow/c/c_api.h': '/* header */',
    'tensorflow/python/unwanted.py': 'print()',
  })
  standInPip(`while [ "$1" != --dest ]; do shift; done\necho "Downloading x (1.0 kB)"\ncp '${wheel}' "$2"`)
}

async function failure(options: Parameters<typeof acquireNative>[0] = {}): Promise<string> {
  const error = await acquireNative(options).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(NativeUnavailable)
  const { message } = error as NativeUnavailable
  expect(message).not.toContain('\n')
  return message
}

const leftInCache = () =>
  readdirSync(inFolder('cache', 'phasescope', 'tensorflow')).filter((name) => !name.startsWith('lock.db'))

describe.skipIf(process.platform !== 'linux' || stockPresent)('setting native TensorFlow up', () => {
  it('asks for a compiler before it downloads anything', async () => {
    standInWheel()
    expect(await failure()).toMatch(/tried `g\+\+`, `c\+\+`, `clang\+\+`; no C\+\+ compiler runs; install one/)
    expect(existsSync(inFolder('calls'))).toBe(false)
  })

  it('says that there is no pip', async () => {
    standIn('g++', 'exit 0')
    expect(await failure()).toMatch(/`python3 -m pip`.*none of them runs; install Python 3 with pip/)
  })

  it('says what pip said, remembers it, and tries again on repair', async () => {
    standIn('g++', 'exit 0')
    standInPip('echo "ERROR: No matching distribution found for tensorflow" >&2; exit 1')
    const message = await failure()
    expect(message).toMatch(
      /pip download tensorflow(-cpu)?==2.21.\*.*No matching distribution found for tensorflow; check the network/,
    )
    const before = calls().length
    expect(await failure()).toBe(message)
    expect(calls().length).toBe(before)
    await failure({ repair: true })
    expect(calls().length).toBeGreaterThan(before)
  })

  it('says what the compiler said, and leaves nothing half-built', async () => {
    standInWheel()
    standIn('g++', 'case "$*" in *--version*) exit 0;; esac; echo "c_api.h:1: error: not today" >&2; exit 1')
    expect(await failure()).toContain('the compiler ended with 1: c_api.h:1: error: not today')
    expect(leftInCache().every((name) => name.endsWith('.failure.json'))).toBe(true)
  })

  it('does not take a binding that does not compute', async () => {
    standInWheel()
    standIn(
      'g++',
      'case "$*" in *--version*) exit 0;; esac\nwhile [ "$1" != -o ]; do shift; done; echo nonsense > "$2"',
    )
    const stages: Progress[] = []
    expect(await failure({ onProgress: (progress) => stages.push(progress) })).toMatch(
      /to multiply two matrices with .*tfjs_binding.node; the process ended with/,
    )
    expect([...new Set(stages.map(({ stage }) => stage))]).toEqual(['download', 'unpack', 'compile', 'verify'])
    expect(stages.every(({ fraction = 0 }) => fraction >= 0 && fraction <= 1)).toBe(true)
    expect(leftInCache().every((name) => name.endsWith('.failure.json'))).toBe(true)
  })

  it('says that the cache cannot be written', async () => {
    standIn('g++', 'exit 0')
    writeFileSync(inFolder('cache'), 'a file where the folder should be')
    expect(await failure()).toMatch(/to open the cache .*name another by XDG_CACHE_HOME/)
  })
})

describe.skipIf(process.platform !== 'linux')('for an NVIDIA GPU', () => {
  const variant = { wheel: 'tensorflow', processor: 'x86_64', cuda: true, glibcMinor: 36 } as const

  it('takes the CUDA libraries that TensorFlow itself names, where it looks for them', async () => {
    writeZip(inFolder('tensorflow-2.21.9-cp312-cp312-manylinux_2_27_x86_64.whl'), {
      'tensorflow/libtensorflow_cc.so.2': 'library',
      'tensorflow-2.21.9.dist-info/METADATA': [
        'Requires-Dist: numpy>=1.26.0',
        'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
        'Requires-Dist: nvidia-elsewhere; extra == "other"',
      ].join('\n'),
    })
    writeZip(inFolder('nvidia_cublas_cu12-12.9.3-py3-none-manylinux_2_27_x86_64.whl'), {
      'nvidia/cublas/lib/libcublas.so.12': 'products',
      'nvidia/cublas/lib/libcublas.a': 'not asked for',
      'nvidia/cublas/include/cublas.h': 'not asked for',
    })
    standInPip(
      `for one in "$@"; do case "$one" in tensorflow*|nvidia*) name=$(echo "\${one%%[<=]*}" | tr - _);; esac; done
       while [ "$1" != --dest ]; do shift; done; cp '${folder}'/"$name"-*.whl "$2"`,
    )
    expect(await unpackLibraries(variant, inFolder('out'), () => {})).toBe('2.21.9')
    const files = readdirSync(inFolder('out'), { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    expect(files.map(({ parentPath, name }) => join(parentPath, name).slice(inFolder('out').length)).sort()).toEqual([
      '/nvidia/cublas/lib/libcublas.so.12',
      '/tensorflow/libtensorflow_cc.so.2',
    ])
    expect(
      calls()
        .filter((call) => call.includes('download'))
        .map((call) => call.split(' ')[4]),
    ).toEqual(['tensorflow==2.21.*', 'nvidia-cublas-cu12<13.0,>=12.5.3.2'])
  })

  it('asks for float32, fixed orders and a share of the memory, and leaves what the user has set', () => {
    vi.stubEnv('NVIDIA_TF32_OVERRIDE', undefined)
    vi.stubEnv('TF_DETERMINISTIC_OPS', undefined)
    expect(tensorflowEnvironment(true)).toMatchObject({ NVIDIA_TF32_OVERRIDE: '0', TF_DETERMINISTIC_OPS: '1' })
    expect(tensorflowEnvironment(false)).not.toHaveProperty('TF_DETERMINISTIC_OPS')
    vi.stubEnv('NVIDIA_TF32_OVERRIDE', '1')
    expect(tensorflowEnvironment(true)).not.toHaveProperty('NVIDIA_TF32_OVERRIDE')
  })

  it('says why where TensorFlow computes without the GPU that it was to use', async ({ skip }) => {
    vi.unstubAllEnvs()
    const native = await nativeIfAvailable()
    skip(native === undefined || native.describe().gpu !== undefined, 'it does compute on one here')
    const proof = await verify(realpathSync(module), true)
    expect(proof).toMatchObject({ gpu: false, withoutGpu: expect.stringMatching(/./) })
    expect(await verify(realpathSync(module), false)).not.toHaveProperty('withoutGpu')
  })
})

describe('the cache', () => {
  it('never shows a half-built folder, and sweeps up after a crash', async () => {
    const home = inFolder('home')
    mkdirSync(`${home}.part`)
    writeFileSync(`${home}.part/rubbish`, 'from a process that was killed')
    await expect(buildFolder(home, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(existsSync(home) || existsSync(`${home}.part`)).toBe(false)
    await buildFolder(home, async (part) => writeFileSync(join(part, 'done'), ''))
    expect(readdirSync(home)).toEqual(['done'])
  })

  it('lets one process build at a time, and is let go of by a process that is killed', async () => {
    const run = (...args: string[]) =>
      promisify(execFile)(process.execPath, ['--no-warnings', place('./hold-lock.ts'), folder, ...args])
    const holder = spawn(process.execPath, ['--no-warnings', place('./hold-lock.ts'), folder, 'forever'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise((resolve) => holder.stdout.once('data', resolve))
    const waiting = Promise.all([run('first'), run('second'), run('third')])
    holder.kill('SIGKILL')
    await waiting
    const lines = readFileSync(inFolder('log'), 'utf8').trim().split('\n')
    expect(lines.length).toBe(6)
    for (let index = 0; index < 6; index += 2) expect(lines[index + 1]).toBe(lines[index]!.replace('begins', 'ends'))
  })
})
