import { mkdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { OnProgress } from '../progress.ts'
import { readJson, writeJson } from './cache.ts'
import { fetchWhole, DownloadError, sha256Of, type Located } from './fetch-whole.ts'
import { downloadByPip, locate, type Pip } from './pip.ts'
import type { Variant } from './platform.ts'
import { NativeUnavailable } from './unavailable.ts'

/**
 * Brings one wheel into `folder`, and returns its path. What an earlier start has brought is not fetched again, and what
 * was cut off is gone on with. Pip says where the wheel is, since it knows this user's mirrors; where its certificates or
 * passwords are needed too, or it is too old to say, it downloads by itself.
 * The Python version is pinned because nothing of Python is used: any machine's pip can then name the same file.
 */
export async function downloadWheel(
  pip: Pip,
  requirement: string,
  variant: Variant,
  folder: string,
  onProgress: OnProgress,
): Promise<string> {
  await mkdir(folder, { recursive: true })
  onProgress({ stage: 'download', detail: requirement })
  const note = join(folder, `${requirement.replace(/[^\w.]+/g, '-')}.json`)
  const byPip = async () => {
    const path = await downloadByPip(pip, requirement, variant, folder, onProgress)
    await writeJson(note, { url: `pip:///${basename(path)}`, sha256: await sha256Of(path) } satisfies Located)
    return path
  }
  const located = readJson<Located>(note) ?? (await locate(pip, requirement, variant))
  if (located === undefined) return byPip()
  await writeJson(note, located)
  const path = join(folder, decodeURIComponent(new URL(located.url).pathname.split('/').at(-1)!))
  try {
    await fetchWhole(located, path, (bytes, total) => {
      const size = total === undefined ? '' : ` (${Math.round(total / 1e6)} MB)`
      onProgress({ stage: 'download', detail: `${requirement}${size}`, ...(total && { fraction: bytes / total }) })
    })
    return path
  } catch (error) {
    await rm(note) // the index may name another file next time
    if (!(error instanceof DownloadError)) throw error
    if (error.bytes === 0) return byPip()
    throw new NativeUnavailable(
      `to download ${located.url}`,
      `${error.message} after ${Math.round(error.bytes / 1e6)} MB, which are kept`,
      'repair the connection and start again: the download continues from there',
    )
  }
}

/** The version in a wheel's file name: name-version-python-abi-platform.whl. */
export function wheelVersion(path: string): string {
  return path.split('/').at(-1)!.split('-')[1]!
}
