import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { command } from '#src/setup/command.js'
import { NativeUnavailable, lastWords, REPAIR } from './unavailable.ts'

const require = createRequire(import.meta.url)

/** Raised whenever what is compiled, or how, is another: a cache then makes it again. */
export const REVISION = 3

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
 * keeps signals away; then what runs whole programs. Once the binding is loaded it stays, since a thread of it waits for
 * signals.
 */
export async function compileBinding(compiler: string, folder: string, home: string): Promise<void> {
  const { folder: source } = bindingPackage()
  await compile(compiler, folder, home, 'tfjs_binding.node', [
    ...['-O2', '-Wl,-z,nodelete', '-I', source],
    join(source, 'binding', 'tfjs_backend.cc'),
    join(source, 'binding', 'tfjs_binding.cc'),
    join(import.meta.dirname, 'signals.cc'),
  ])
  // JavaScript rounds each product and each sum, so nothing may be contracted; nobody asks for the errors of a root.
  const arithmetic = ['-ffp-contract=off', '-fno-math-errno', '-fno-trapping-math']
  await compile(compiler, folder, home, PROGRAMS, ['-O3', ...arithmetic, join(import.meta.dirname, 'program.cc')])
}

/** The module of `program.cc`, beside the binding. */
export const PROGRAMS = 'program.node'

/**
 * Straight with the compiler: a few files need no node-gyp, and Node's headers come from an npm package. The rpath names
 * both the module's own place ($ORIGIN) and `home`, where `folder` will be moved to.
 */
async function compile(
  compiler: string,
  folder: string,
  home: string,
  module: string,
  own: readonly string[],
): Promise<void> {
  const { include_dir: nodeHeaders } = require('node-api-headers') as { include_dir: string }
  const args = [
    '-std=c++17', '-fPIC', '-shared', '-w', '-pthread',
    `-DNAPI_VERSION=${bindingPackage().napi}`,
    '-I', join(folder, 'tensorflow', 'include'),
    '-I', nodeHeaders,
    ...own,
    '-L', join(folder, 'tensorflow'),
    '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2',
    `-Wl,-rpath,$ORIGIN/tensorflow:${join(home, 'tensorflow')}`,
    '-o', join(folder, module),
  ] // prettier-ignore
  const { status, output, errors } = await command(compiler, args)
  if (status === 0) return
  throw new NativeUnavailable(
    `to compile ${module} with \`${compiler}\``,
    `the compiler ended with ${status ?? 'no status'}: ${lastWords(`${output}\n${errors}`)}`,
    `repair or change the compiler (environment variable CXX), then run ${REPAIR}`,
    { isPermanent: true },
  )
}
