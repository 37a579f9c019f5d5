import type { Calls, Method } from './calls.ts'
import { startThread, type Thread } from './thread.ts'

/** A thread for what is not always asked: started by the first question, and again after it has died of one. */
export interface LazyThread {
  call<M extends Method>(method: M, args: Parameters<Calls[M]>): Promise<ReturnType<Calls[M]>>
  close(): Promise<void>
}

export function lazyThread(folder: string, start: () => Thread = startThread): LazyThread {
  let thread: Thread | null = null
  let opened: Promise<unknown> = Promise.resolve()
  let isClosed = false
  return {
    async call(method, args) {
      if (thread === null || (thread.whyDead() !== null && !isClosed)) {
        thread = start()
        opened = thread.call('open', [folder])
      }
      const own = thread
      await opened.catch(async (error: unknown) => {
        await own.end() // what has not opened the file is of no use; the next question tries again
        throw error
      })
      return own.call(method, args)
    },
    async close() {
      isClosed = true
      await opened.catch(() => undefined)
      await thread?.close()
    },
  }
}
