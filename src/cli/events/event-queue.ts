import { setTimeout as after } from 'node:timers/promises'

export interface QueueLimits {
  /** So many are done at a time. */
  readonly atOnce: number
  /** So many wait at most; what comes beyond them is left out. */
  readonly waiting: number
  /** So long from the start of one to that of the next: to start a process takes the one that starts it a moment. */
  readonly apartMs: number
}

export const QUEUE_LIMITS: QueueLimits = { atOnce: 4, waiting: 100, apartMs: 100 }

/** What is done beside a run without ever holding it up, however much there is of it. */
export interface EventQueue {
  /** Whether there is room for it; it is done when its turn comes, and says itself what went wrong. */
  add(task: () => Promise<void>): boolean
  /** When all of it is done, or so much time has passed: what waits then is left out, and its number is the answer. */
  close(ms: number): Promise<number>
}

export function eventQueue({ atOnce, waiting: most, apartMs }: QueueLimits = QUEUE_LIMITS): EventQueue {
  const waiting: (() => Promise<void>)[] = []
  let running = 0
  let isPaused = false
  let idled: () => void = () => {}
  let idle = Promise.resolve()

  function next(): void {
    if (running === 0 && waiting.length === 0) return idled()
    if (isPaused || running >= atOnce) return
    const task = waiting.shift()
    if (task === undefined) return
    running++
    isPaused = true
    setTimeout(() => {
      isPaused = false
      next()
    }, apartMs)
    void task().finally(() => {
      running--
      next()
    })
  }

  return {
    add(task) {
      if (waiting.length >= most) return false
      if (running === 0 && waiting.length === 0) idle = new Promise((resolve) => (idled = resolve))
      waiting.push(task)
      next()
      return true
    },
    async close(ms) {
      const waited = new AbortController()
      await Promise.race([idle, after(ms, undefined, { signal: waited.signal }).catch(() => {})]) // who is done waits no more
      waited.abort()
      return waiting.splice(0).length
    },
  }
}
