import { spawnSync } from 'node:child_process'
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

/** A pip that answers its version and then downloads as told; too old to say where from, if it is not told how to. */
function standInPip(download: string, locate = 'echo "no such option: --report" >&2; exit 2'): void {
  standIn('python3', `case "$*" in *--version*) exit 0;; *--report*) ${locate};; esac\n${download}`)
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
  readdirSync(inFolder('cache', 'phasescope', 'tensorflow')).filter((name) => !name.startsWith('lock.'))

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

  it('says what pip said, and tries again at the next start', async () => {
    standIn('g++', 'exit 0')
    standInPip('echo "ERROR: No matching distribution found for tensorflow" >&2; exit 1')
    const message = await failure()
    expect(message).toMatch(
      /pip download tensorflow(-cpu)?==2.21.\*.*No matching distribution found for tensorflow; check the network/,
    )
    const before = calls().length
    expect(await failure()).toBe(message)
    expect(calls().length).toBe(2 * before)
  })

  it('says what the compiler said, and leaves nothing half-built', async () => {
    standInWheel()
    standIn('g++', 'case "$*" in *--version*) exit 0;; esac; echo "c_api.h:1: error: not today" >&2; exit 1')
    expect(await failure()).toMatch(
      /the compiler ended with 1: c_api.h:1: error: not today; .*run `npx phasescope doctor --repair`$/,
    )
    expect(leftInCache()).toEqual([expect.stringMatching(/\.downloads$/), expect.stringMatching(/\.failure\.json$/)])
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
    expect(leftInCache()).toEqual([expect.stringMatching(/\.downloads$/), expect.stringMatching(/\.failure\.json$/)])
  })

  it('remembers what the compiler said, until it is another one, and says that it does', async () => {
    standInWheel()
    const refusing = (version: string) =>
      `case "$*" in *--version*) echo ${version}; exit 0;; esac; echo "error: not today" >&2; exit 1`
    standIn('g++', refusing('1.0'))
    expect(await failure()).toContain('not available: tried to compile')
    const compilations = () => calls().filter((call) => call.includes('-shared')).length
    expect(await failure()).toContain('not available: an earlier start tried to compile')
    expect(compilations()).toBe(1)
    standIn('g++', refusing('1.1'))
    expect(await failure()).toContain('not available: tried to compile')
    await failure({ repair: true })
    expect(compilations()).toBe(3)
  })

  it('downloads once what it has when it is cut off later', async () => {
    standInWheel()
    standIn('g++', `case "$*" in *--version*) exit 0;; esac; kill -9 "$(cat '${inFolder('pid')}')"; sleep 60`)
    const program = inFolder('start.ts')
    const native = new URL('../../../trainer/backend/native.ts', import.meta.url).href
    writeFileSync(
      program,
      `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(inFolder('pid'))}, String(process.pid))\nconst { acquireNative } = await import(${JSON.stringify(native)})\nawait acquireNative()`,
    )
    const { signal } = spawnSync(process.execPath, ['--no-warnings', program], { encoding: 'utf8' })
    expect(signal).toBe('SIGKILL')
    const downloads = () => calls().filter((call) => call.includes(' download ')).length
    expect(downloads()).toBe(1)
    standIn('g++', 'case "$*" in *--version*) exit 0;; esac; exit 1')
    expect(await failure()).toContain('the compiler ended with 1')
    expect(downloads()).toBe(1)
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
    expect(await unpackLibraries(variant, inFolder('out'), inFolder('downloads'), () => {})).toBe('2.21.9')
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
})
