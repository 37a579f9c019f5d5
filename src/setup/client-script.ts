import { join } from 'node:path'
import { runtimeError } from '#src/vocabulary/index.ts'

/** The client for JavaScript (src/clients/js) as one ES module that loads nothing, for a page or for Node. */
export async function clientScript(root: string): Promise<string> {
  const { build } = await import('vite')
  const made = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    publicDir: false,
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: join(root, 'src/clients/js/index.ts'), formats: ['es'], fileName: 'phasescope' },
      rolldownOptions: {
        // Our words only declare: what the client does not use of them is left out.
        treeshake: { moduleSideEffects: [{ test: /\/src\/(vocabulary|schema|wire)\//, sideEffects: false }] },
      },
    },
  })
  const [output] = [made].flat()
  const chunk = output !== undefined && 'output' in output ? output.output[0] : undefined
  if (chunk?.type !== 'chunk') throw runtimeError('The client for JavaScript was not built: vite made no chunk')
  return chunk.code
}
