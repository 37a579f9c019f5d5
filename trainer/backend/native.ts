import { existsSync } from 'node:fs'
import { mkdir, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { aloneInCache, buildFolder, cacheFolder, readJson, writeJson } from './native/cache.ts'
import { bindingPackage, compileBinding, findCompiler, REVISION } from './native/compile.ts'
import { linkTarget, stockInstall, type NativeInstall } from './native/install.ts'
import { tensorflowRelease, variants, type Variant } from './native/platform.ts'
import { NativeUnavailable } from './native/unavailable.ts'
import { verify } from './native/verify.ts'
import type { OnProgress } from './progress.ts'

export type { NativeInstall } from './native/install.ts'
export { NativeUnavailable } from './native/unavailable.ts'

type AcquireOptions = {
  /** Throws away what is there and does everything again. */
  readonly repair?: boolean
  readonly onProgress?: OnProgress
}

/** What does not work with a compiler, and will not before it is another one. What the network denied is not remembered. */
type Failure = { readonly compiler: string; readonly message: string }

/**
 * Puts native TensorFlow where tfjs-node looks for it, and returns what it is; throws NativeUnavailable with one line why not.
 * The binding's own installer fetches a build of 2022 from a host that many networks do not reach. This takes today's
 * libraries from the Python wheels and compiles the binding against them, once a machine, in a cache outside the checkout.
 */
export async function acquireNative({
  repair = false,
  onProgress = () => {},
}: AcquireOptions = {}): Promise<NativeInstall> {
  const cache = cacheFolder()
  const stock = await stockInstall(cache)
  if (stock !== undefined) return stock
  let unavailable: unknown
  for (const variant of variants()) {
    try {
      return await acquireVariant(variant, cache, repair, onProgress)
    } catch (error) {
      if (!(error instanceof NativeUnavailable)) throw error
      unavailable ??= error
      if (variant.cuda) onProgress({ stage: 'without the GPU', detail: error.message })
    }
  }
  throw unavailable
}

async function acquireVariant(
  variant: Variant,
  cache: string,
  repair: boolean,
  onProgress: OnProgress,
): Promise<NativeInstall> {
  const home = join(cache, cacheKey(variant))
  const cached = () => (repair ? undefined : readJson<NativeInstall>(join(home, 'install.json')))
  const found = cached()
  if (found !== undefined) return place(found, home)
  const failure = `${home}.failure.json`
  return aloneInCache(cache, onProgress, async () => {
    const finished = cached() // by the process that held the lock before
    if (finished !== undefined) return place(finished, home)
    const compiler = await findCompiler()
    const earlier = repair ? undefined : readJson<Failure>(failure)
    if (earlier?.compiler === compiler.version) throw NativeUnavailable.remembered(earlier.message)
    const downloads = `${home}.downloads`
    if (repair) await rm(downloads, { recursive: true, force: true })
    try {
      await build(variant, home, downloads, compiler.program, onProgress)
    } catch (error) {
      if (error instanceof NativeUnavailable && error.isPermanent)
        await writeJson(failure, { compiler: compiler.version, message: error.message } satisfies Failure)
      throw error
    }
    await rm(failure, { force: true })
    await rm(downloads, { recursive: true, force: true })
    return place(readJson<NativeInstall>(join(home, 'install.json'))!, home)
  })
}

async function build(
  variant: Variant,
  home: string,
  downloads: string,
  compiler: string,
  onProgress: OnProgress,
): Promise<void> {
  // Loaded where something is to be set up, which is once a machine: it brings what unpacks and downloads.
  const { unpackLibraries } = await import('./native/libraries.ts')
  await buildFolder(home, async (folder) => {
    const tensorflow = await unpackLibraries(variant, folder, downloads, onProgress)
    onProgress({ stage: 'compile', detail: `the binding with ${compiler}` })
    await compileBinding(compiler, folder, home)
    await rm(join(folder, 'tensorflow', 'include'), { recursive: true })
    onProgress({ stage: 'verify' })
    const { gpu, withoutGpu } = await verify(join(folder, 'tfjs_binding.node'), variant.cuda)
    const library = join(home, 'tensorflow', 'libtensorflow_cc.so.2')
    const how = `wheel ${variant.wheel} ${tensorflow}` as const
    await writeJson(join(folder, 'install.json'), {
      how,
      tensorflow,
      library,
      napi: bindingPackage().napi,
      gpu,
      withoutGpu,
    } satisfies NativeInstall)
  })
}

/** Where tfjs-node looks, a link to the cached binding: cheap to check, and made again after every `npm ci`. */
async function place(install: NativeInstall, home: string): Promise<NativeInstall> {
  const { module } = bindingPackage()
  const binding = join(home, 'tfjs_binding.node')
  if (linkTarget(module) === binding && existsSync(binding)) return install
  const link = `${module}.${process.pid}.part`
  try {
    await mkdir(dirname(module), { recursive: true })
    await rm(link, { force: true })
    await symlink(binding, link)
    await rename(link, module)
  } catch (error) {
    throw new NativeUnavailable(
      `to link ${module}`,
      (error as Error).message,
      'make node_modules writable and start again',
    )
  }
  return install
}

function cacheKey({ wheel, cuda, processor }: Variant): string {
  const { version, napi } = bindingPackage()
  return `${wheel}-${tensorflowRelease}-${cuda ? 'cuda' : 'cpu'}-${processor}-binding-${version}.${REVISION}-napi${napi}`
}
