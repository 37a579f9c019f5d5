import { Worker } from 'node:worker_threads'
import { messageOf, runtimeError } from '#src/vocabulary/index.ts'
import { errorFrom, type Answer, type Calls, type Method } from './calls.ts'

/** A thread that answers from the file of a folder once it is told to open it, as its owner sees it. */
export interface Thread {
  call<M extends Method>(
    method: M,
    args: Parameters<Calls[M]>,
    transfer?: readonly ArrayBuffer[],
  ): Promise<ReturnType<Calls[M]>>
  /** Why it answers no more, if it has died; null while it lives. */
  whyDead(): string | null
  /** Answers what was asked, then closes the file and ends. */
  close(): Promise<void>
  /** Ends, whatever it was doing. */
  end(): Promise<void>
}

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
}

/** Starts a thread. What it is asked before it has loaded waits. */
export function startThread(code = new URL('./main.ts', import.meta.url)): Thread {
  // Not the options of this process: what they load is not for a thread.
  const worker = new Worker(code, { execArgv: [] })
  const waiting = new Map<number, Waiting>()
  let last = 0
  let dead: string | null = null
  let isClosing = false

  const die = (why: string) => {
    if (dead !== null) return
    dead = why
    if (!isClosing) process.stderr.write(`${why}\n`)
    for (const { reject } of waiting.values()) reject(runtimeError(why))
    waiting.clear()
  }
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', (code) => {
      die(isClosing ? 'The store is closed' : `A thread of the store ended (exit code ${code}); restart Phasescope`)
      resolve()
    })
  })
  worker.once('error', (error) => die(`A thread of the store died: ${messageOf(error)}; restart Phasescope`))
  worker.on('message', (answer: Answer) => {
    const one = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) one?.reject(errorFrom(answer.error))
    else one?.resolve(answer.value as never)
  })
  const answered = <T>(id: number): Promise<T> =>
    new Promise((resolve, reject) => waiting.set(id, { resolve: resolve as Waiting['resolve'], reject }))

  const thread: Thread = {
    call(method, args, transfer = []) {
      if (dead !== null) return Promise.reject(runtimeError(dead))
      const id = ++last
      const answer = answered<ReturnType<Calls[typeof method]>>(id)
      try {
        worker.postMessage({ id, method, args }, [...transfer])
      } catch (error) {
        waiting.get(id)!.reject(error as Error) // what no thread can be told
        waiting.delete(id)
      }
      return answer
    },
    whyDead: () => dead,
    async end() {
      isClosing = true
      await worker.terminate()
    },
    async close() {
      if (dead !== null) return
      isClosing = true
      const closed = thread.call('close', [])
      await Promise.race([closed, exited])
      await exited
    },
  }
  return thread
}
