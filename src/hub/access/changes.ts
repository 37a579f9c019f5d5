import { watch, type FSWatcher } from 'node:fs'
import { accessFolder } from '#src/access/index.ts'

/**
 * Says when the tokens of a data folder change; gives the way to stop that. Who asks anything is judged by the tokens of
 * that moment in any case: this is for connections that only listen.
 */
export function onTokensChanged(data: string, changed: () => void): () => void {
  const watchers: FSWatcher[] = []
  for (const folder of [accessFolder(data), accessFolder(data, 'tokens')]) {
    try {
      watchers.push(watch(folder, { persistent: false }, changed).on('error', () => {}))
    } catch (error) {
      process.stderr.write(
        `hub: ${folder} cannot be watched (${String(error)}); who holds a revoked token is let go at its next word\n`,
      )
    }
  }
  return () => watchers.forEach((watcher) => watcher.close())
}
