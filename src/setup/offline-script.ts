import { bundled } from './bundled.ts'

/** What replays a comparison in its own HTML file (src/figures/offline/player.ts), as one script that loads nothing. */
export function offlineScript(root: string): Promise<string> {
  return bundled(root, 'The script of an HTML file', {
    entry: 'src/figures/offline/player.ts',
    lib: { formats: ['iife'], name: 'player' },
  })
}
