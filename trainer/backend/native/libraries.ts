import type { OnProgress } from '../progress.ts'
import { findPip } from './pip.ts'
import { tensorflowRelease, type Variant } from './platform.ts'
import { readEntry, unzip, zipEntries, type ZipEntry } from '#trainer/formats/index.ts'
import { downloadWheel, wheelVersion } from './wheel.ts'

const wanted = [
  'tensorflow/libtensorflow_cc.so.2',
  'tensorflow/libtensorflow_framework.so.2',
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/ctstring',
  'tensorflow/include/tsl/platform/ctstring',
  'tensorflow/include/xla/tsl/c/',
]

/**
 * Fills `folder` with TensorFlow's C library and headers (and CUDA's libraries where asked), and returns the version.
 * The folder is laid out as Python's site-packages, because the rpath inside TensorFlow looks for ../nvidia/….
 * The wheels stay in `downloads`, so that whoever is cut off later need not fetch them again.
 */
export async function unpackLibraries(
  variant: Variant,
  folder: string,
  downloads: string,
  onProgress: OnProgress,
): Promise<string> {
  const pip = await findPip()
  const download = (requirement: string) => downloadWheel(pip, requirement, variant, downloads, onProgress)
  const wheel = await download(`${variant.wheel}==${tensorflowRelease}.*`)
  const entries = await zipEntries(wheel)
  const named = entries.filter(({ name }) => wanted.some((prefix) => name.startsWith(prefix)))
  await unpack(wheel, named, folder, onProgress)
  if (variant.cuda) {
    for (const requirement of await cudaRequirements(wheel, entries)) {
      const part = await download(requirement)
      const shared = (await zipEntries(part)).filter(({ name }) => /^nvidia\/.*\.so[.\d]*$/.test(name))
      await unpack(part, shared, folder, onProgress)
    }
  }
  return wheelVersion(wheel)
}

async function unpack(archive: string, entries: readonly ZipEntry[], folder: string, onProgress: OnProgress) {
  const total = entries.reduce((sum, { size }) => sum + size, 0)
  const detail = archive.split('/').at(-1)!
  let done = 0
  onProgress({ stage: 'unpack', detail, fraction: 0 })
  await unzip(archive, entries, folder, (bytes) => {
    done += bytes
    onProgress({ stage: 'unpack', detail, fraction: done / total })
  })
}

/** TensorFlow's own metadata says which CUDA wheels, and which versions of them, it was built against. */
async function cudaRequirements(wheel: string, entries: readonly ZipEntry[]): Promise<string[]> {
  const metadata = entries.find(({ name }) => /^[^/]+\.dist-info\/METADATA$/.test(name))
  if (metadata === undefined) throw new Error(`${wheel} has no METADATA; it is not a wheel`)
  const text = await readEntry(wheel, metadata)
  return [...text.matchAll(/^Requires-Dist: (nvidia-[^;\s]+)\s*;.*and-cuda/gm)].map((match) => match[1]!)
}
