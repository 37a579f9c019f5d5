import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readJson, writeJson } from './cache.ts'
import { bindingPackage } from './compile.ts'
import { gpuPresent } from './platform.ts'
import { verify } from './verify.ts'

/** Native TensorFlow in place and proven: what it is and where it lies. */
export type NativeInstall = {
  readonly how: 'stock download' | `wheel ${string}`
  readonly tensorflow: string
  readonly library: string
  readonly napi: number
  readonly gpu: boolean
  /** Why it does not compute on the GPU that is there. */
  readonly withoutGpu?: string | undefined
}

/** What tfjs-node's own installer put there, if it works here; proven once, and again when the file changes. */
export async function stockInstall(cache: string): Promise<NativeInstall | undefined> {
  const { folder, module, napi, version } = bindingPackage()
  if (!existsSync(module) || linkTarget(module) !== undefined) return undefined
  const { size, mtimeMs } = lstatSync(module)
  const stampPath = join(cache, `stock-${version}-napi${napi}.json`)
  const stamp = { module: realpathSync(module), size, mtimeMs }
  const proven = readJson<{ stamp: typeof stamp; install: NativeInstall | null }>(stampPath)
  if (proven !== undefined && JSON.stringify(proven.stamp) === JSON.stringify(stamp)) return proven.install ?? undefined
  const library = join(folder, 'deps', 'lib')
  const install = await verify(module, gpuPresent()).then(
    ({ version: tensorflow, ...proof }): NativeInstall => ({
      how: 'stock download',
      tensorflow,
      library,
      napi,
      ...proof,
    }),
    () => undefined, // it does not run here, so it is set aside for one that does
  )
  await mkdir(cache, { recursive: true }).then(() => writeJson(stampPath, { stamp, install: install ?? null }))
  return install
}

/** What a symbolic link points to; undefined for a file, or for nothing. */
export function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined // absent, or a file and not a link
  }
}
