import { whenOrphaned } from '#src/setup/orphan.js'

/** What has not been said by then goes into a journal. */
const LAST_WORDS_MS = 60_000

/**
 * Ends this process, politely, when the one that started it is gone: a launcher or a demo that was killed tells no
 * child.
 */
export function endWhenOrphaned(): void {
  if (process.channel === undefined) return void whenOrphaned(end)
  process.on('disconnect', end)
  process.channel.unref()
}

function end(): void {
  process.kill(process.pid, 'SIGTERM')
  setTimeout(() => process.kill(process.pid, 'SIGTERM'), LAST_WORDS_MS).unref()
}
