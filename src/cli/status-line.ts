import { visible } from '#src/vocabulary/index.ts'
import { say } from './terminal.ts'

/** How something is doing, on one line of stderr: redrawn in a terminal, every ten seconds elsewhere. */
export function statusLine() {
  const isTerminal = process.stderr.isTTY === true
  let drawnAt = -Infinity
  return {
    /** `at` in milliseconds of any one clock. */
    show(text: () => string, at: number) {
      if (at - drawnAt < (isTerminal ? 100 : 10_000)) return
      drawnAt = at
      if (!isTerminal) return say(text())
      process.stderr.write(`\r\x1b[2K${visible(text()).slice(0, (process.stderr.columns ?? 120) - 1)}`)
    },
    /** Makes room for a line of its own. */
    clear() {
      if (isTerminal) process.stderr.write('\r\x1b[2K')
    },
  }
}
