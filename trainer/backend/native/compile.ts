import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { command } from '#src/setup/command.js'
import { NativeUnavailable, lastWords, REPAIR } from './unavailable.ts'

const require = createRequire(import.meta.url)

/** Raised whenever what is compiled, or how, is another: a cache then makes it again. */
export const REVISION = 2

/** Where the npm package of the binding lies, and where it looks for the compiled module. */
export function bindingPackage() {
  const manifest = require.resolve('@tensorflow/tfjs-node-gpu/package.json')
  const folder = dirname(manifest)
  const { version, binary } = require(manifest) as { version: string; binary: { napi_versions: number[] } }
  const supported = Number(process.versions.napi)
  const napi = Math.max(...binary.napi_versions.filter((one) => one <= supported))
  return { folder, version, napi, module: join(folder, 'lib', `napi-v${napi}`, 'tfjs_binding.node') }
}

/** A C++ compiler that runs, asked for before anything large is downloaded. */
export async function findCompiler(): Promise<{ readonly program: string; readonly version: string }> {
  const candidates = [process.env.CXX, 'g++', 'c++', 'clang++'].filter((name) => name !== undefined && name !== '')
  for (const name of candidates) {
    const { status, output } = await command(name!, ['--version'], { timeoutMs: 30_000 })
    if (status === 0) return { program: name!, version: `${name} ${output.split('\n')[0]}` }
  }
  throw new NativeUnavailable(
    candidates.map((name) => `\`${name}\``).join(', '),
    'no C++ compiler runs',
    'install one (on Debian: apt install g++) and start again',
  )
}

/**
 * Compiles tfjs-node's binding against the TensorFlow in `folder` into `folder/tfjs_binding.node`, and with it what
 * keeps signals away. Straight with the compiler: three files need no node-gyp, and Node's headers come from an npm
 * package. Once loaded it stays, since a thread of it waits for signals.
 * Its rpath names both its own place ($ORIGIN) and `home`, where `folder` will be moved to.
 */
export async function compileBinding(compiler: string, folder: string, home: string): Promise<void> {
  const { folder: source, napi } = bindingPackage()
  const { include_dir: nodeHeaders } = require('node-api-headers') as { include_dir: string }
  const args = [
    '-std=c++17', '-O2', '-fPIC', '-shared', '-w', '-pthread',
    `-DNAPI_VERSION=${napi}`,
    '-I', join(folder, 'tensorflow', 'include'),
    '-I', nodeHeaders,
    '-I', source,
    join(source, 'binding', 'tfjs_backend.cc'),
    join(source, 'binding', 'tfjs_binding.cc'),
    join(import.meta.dirname, 'signals.cc'),
    '-L', join(folder, 'tensorflow'),
    '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2',
    '-Wl,-z,nodelete',
    `-Wl,-rpath,$ORIGIN/tensorflow:${join(home, 'tensorflow')}`,
    '-o', join(folder, 'tfjs_binding.node'),
  ] // prettier-ignore
  const { status, output, errors } = await command(compiler, args)
  if (status === 0) return
  throw new NativeUnavailable(
    `to compile TensorFlow's Node binding with \`${compiler}\``,
    `the compiler ended with ${status ?? 'no status'}: ${lastWords(`${output}\n${errors}`)}`,
    `repair or change the compiler (environment variable CXX), then run ${REPAIR}`,
    { isPermanent: true },
  )
}
