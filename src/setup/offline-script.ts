import { join } from 'node:path'
import { runtimeError } from '#src/vocabulary/index.ts'

/** What replays a comparison in its own HTML file (src/figures/offline/player.ts), as one script that loads nothing. */
export async function offlineScript(root: string): Promise<string> {
  const { build } = await import('vite')
  const made = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    publicDir: false,
    build: {
      write: false,
      lib: { entry: join(root, 'src/figures/offline/player.ts'), formats: ['iife'], name: 'player' },
    },
  })
  const [output] = [made].flat()
  const chunk = output !== undefined && 'output' in output ? output.output[0] : undefined
  if (chunk?.type !== 'chunk') throw runtimeError('The script of an HTML file was not built: vite made no chunk')
  return chunk.code
}
