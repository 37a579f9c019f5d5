import { hangUp, waitingFor, type Line } from './line.ts'

/** Of a connection that takes what it gets, less waits. */
const FEW = 65_536

/**
 * Closes connections while more waits than may for all of them together, the one for which most waits first: many that each stay
 * below their own bound would take the memory of all.
 */
export function boundUnread(lines: ReadonlySet<Line>, line: Line, most: number): void {
  line.on('packetCreate', () => {
    if (waitingFor(line) > FEW) process.nextTick(() => closeLargest(lines, most))
  })
}

function closeLargest(lines: ReadonlySet<Line>, most: number): void {
  const waiting = [...lines].map((line) => ({ line, bytes: waitingFor(line) })).sort((a, b) => a.bytes - b.bytes)
  let all = waiting.reduce((sum, { bytes }) => sum + bytes, 0)
  while (all > most) {
    const { line, bytes } = waiting.pop()!
    all -= bytes
    hangUp(line)
  }
}
