import { watch } from 'node:fs'

/** Waits until something changes in a folder, or for so long. */
export function changesOf(folder: string) {
  let wake = () => {}
  let hasChanged = false
  const changed = () => {
    hasChanged = true
    wake()
  }
  const watcher = watch(folder, { recursive: true }, changed)
  watcher.on('error', () => {}) // the folder is looked into in any case
  return {
    wake: changed,
    async next(ms: number): Promise<void> {
      if (!hasChanged)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      hasChanged = false
    },
    close: () => watcher.close(),
  }
}
