import { Worker } from 'node:worker_threads'
import { messageOf, runtimeError } from '#src/vocabulary/index.ts'
import { errorFrom, OPENED, type Answer, type Calls, type Method } from './calls.ts'

/** A thread that has the file of a folder open, as its owner sees it. */
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
}

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
}

/** Starts a thread; comes back when its file is open, or with why it cannot be. */
export async function startThread(folder: string): Promise<Thread> {
  // Not the options of this process: what they load is not for a thread.
  const worker = new Worker(new URL('./main.ts', import.meta.url), { workerData: { folder }, execArgv: [] })
  const waiting = new Map<number, Waiting>()
  let last = OPENED
  let dead: string | null = null
  let isClosing = false

  const die = (why: string) => {
    if (dead !== null) return
    dead = why
    for (const { reject } of waiting.values()) reject(runtimeError(why))
    waiting.clear()
  }
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', (code) => {
      die(isClosing ? 'The store is closed' : `A thread of the store ended (exit code ${code}); restart Phasescope`)
      resolve()
    })
  })
  worker.once('error', (error) => {
    die(`A thread of the store died: ${messageOf(error)}; restart Phasescope`)
    process.stderr.write(`${dead}\n`)
  })
  worker.on('message', (answer: Answer) => {
    const one = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) one?.reject(errorFrom(answer.error))
    else one?.resolve(answer.value as never)
  })
  const answered = <T>(id: number): Promise<T> =>
    new Promise((resolve, reject) => waiting.set(id, { resolve: resolve as Waiting['resolve'], reject }))

  try {
    await answered(OPENED)
  } catch (error) {
    await worker.terminate()
    throw error
  }
  const thread: Thread = {
    call(method, args, transfer = []) {
      if (dead !== null) return Promise.reject(runtimeError(dead))
      const id = ++last
      const answer = answered<ReturnType<Calls[typeof method]>>(id)
      worker.postMessage({ id, method, args }, [...transfer])
      return answer
    },
    whyDead: () => dead,
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
