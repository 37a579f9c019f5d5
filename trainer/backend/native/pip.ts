import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { command } from '#src/setup/command.js'
import type { OnProgress } from '../progress.ts'
import type { Located } from './fetch-whole.ts'
import type { Variant } from './platform.ts'
import { NativeUnavailable, lastWords } from './unavailable.ts'

/** How pip is called: a program and its first arguments. */
export type Pip = readonly string[]

const pips = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']] as const

/** How pip is called on this machine. */
export async function findPip(): Promise<Pip> {
  for (const [program, ...args] of pips) {
    const { status } = await command(program!, [...args, '--version'], { timeoutMs: 30_000 })
    if (status === 0) return [program!, ...args]
  }
  throw new NativeUnavailable(
    '`python3 -m pip`, `python -m pip`, `pip3` and `pip`',
    'none of them runs',
    'install Python 3 with pip (on Debian: apt install python3-pip) and start again',
  )
}

const QUIET = ['--disable-pip-version-check', '--progress-bar', 'off', '--retries', '1', '--timeout', '10']

/** Where pip would take a wheel from; undefined where it has no way to say, or no hash to hold the file to. */
export async function locate(pip: Pip, requirement: string, variant: Variant): Promise<Located | undefined> {
  const args = ['install', requirement, '--dry-run', '--ignore-installed', '--report', '-', '--quiet']
  const { status, output, errors } = await runPip(pip, [...args, '--target', 'nowhere', ...wheelsOnly(variant)])
  if (status !== 0) {
    if (/no such option|unrecognized arguments/.test(errors)) return undefined // before pip 22.2
    throw unreachable(pip, `install ${requirement}`, status, `${output}\n${errors}`)
  }
  const { url, archive_info } = (JSON.parse(output) as Report).install[0]!.download_info
  const sha256 = archive_info?.hashes?.sha256 ?? /^sha256=(\w+)$/.exec(archive_info?.hash ?? '')?.[1]
  return /^https?:/.test(url) && sha256 !== undefined ? { url, sha256 } : undefined
}

/** The part of pip's report that is read (its version 1; `hash` is what pip 22.2 wrote). */
type Report = {
  readonly install: {
    readonly download_info: { url: string; archive_info?: { hash?: string; hashes?: { sha256?: string } } }
  }[]
}

/** Downloads a wheel as pip does it, and returns its path: whole or not at all. */
export async function downloadByPip(
  pip: Pip,
  requirement: string,
  variant: Variant,
  folder: string,
  onProgress: OnProgress,
): Promise<string> {
  const unfinished = join(folder, 'by-pip')
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished)
  let expected = 0
  const watch = setInterval(async () => {
    if (expected === 0) return
    const fraction = Math.min(1, (await folderSize(unfinished)) / expected)
    onProgress({ stage: 'download', detail: `${requirement} (${Math.round(expected / 1e6)} MB)`, fraction })
  }, 200)
  const args = ['download', requirement, '--dest', unfinished, '--no-cache-dir', ...wheelsOnly(variant)]
  const { status, output, errors } = await runPip(pip, args, {
    env: { TMPDIR: unfinished }, // pip unpacks beside its target, so that its progress can be seen as a file that grows
    onOutput: (text) => (expected = announcedBytes(text) ?? expected),
  })
  clearInterval(watch)
  const wheel = (await readdir(unfinished)).find((name) => name.endsWith('.whl'))
  if (status !== 0 || wheel === undefined)
    throw unreachable(pip, `download ${requirement}`, status, `${output}\n${errors}`)
  await rename(join(unfinished, wheel), join(folder, wheel))
  await rm(unfinished, { recursive: true })
  return join(folder, wheel)
}

function runPip(pip: Pip, args: readonly string[], options: Parameters<typeof command>[2] = {}) {
  const [program, ...before] = pip
  return command(program!, [...before, ...args, ...QUIET], options)
}

function unreachable(pip: Pip, what: string, status: number | null, said: string): NativeUnavailable {
  return new NativeUnavailable(
    `\`${pip.join(' ')} ${what}\``,
    `pip ended with ${status ?? 'no status'}: ${lastWords(said)}`,
    "check the network and pip's index, then start again",
  )
}

function wheelsOnly({ processor, glibcMinor }: Variant): string[] {
  const modern = Array.from({ length: glibcMinor - 16 }, (_, index) => `manylinux_2_${index + 17}_${processor}`)
  const legacy = ['manylinux2014', 'manylinux2010', 'manylinux1'].map((name) => `${name}_${processor}`)
  const platforms = [...modern.reverse(), ...legacy].flatMap((platform) => ['--platform', platform])
  return [
    '--no-deps',
    '--only-binary=:all:',
    '--implementation',
    'cp',
    '--python-version',
    '3.12',
    '--abi',
    'cp312',
    ...platforms,
  ]
}

function announcedBytes(text: string): number | undefined {
  const match = text.match(/Downloading .*\(([\d.]+) (kB|MB|GB)\)/)
  return match === null ? undefined : Number(match[1]) * { kB: 1e3, MB: 1e6, GB: 1e9 }[match[2] as 'kB' | 'MB' | 'GB']
}

async function folderSize(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const sizes = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => undefined)))
  return sizes.reduce((sum, found) => sum + (found?.isFile() ? found.size : 0), 0)
}
