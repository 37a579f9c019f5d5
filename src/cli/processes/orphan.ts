/** What has not been said by then goes into a journal. */
const LAST_WORDS_MS = 60_000

/**
 * Ends this process, politely, when the one that started it is gone: a launcher or a demo that was killed tells no
 * child. npm and npx stand behind a shell that passes no signal on, so there the change of parent is what tells.
 */
export function endWhenOrphaned(): void {
  if (process.channel !== undefined) {
    process.on('disconnect', end)
    process.channel.unref()
  } else if (process.env.npm_command !== undefined) {
    const parent = process.ppid
    const timer = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(timer)
      end()
    }, 500)
    timer.unref()
  }
}

function end(): void {
  process.kill(process.pid, 'SIGTERM')
  setTimeout(() => process.kill(process.pid, 'SIGTERM'), LAST_WORDS_MS).unref()
}
