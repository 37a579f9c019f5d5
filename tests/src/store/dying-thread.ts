import { parentPort } from 'node:worker_threads'

/** A thread that dies of the second thing that it is asked. */
parentPort!.once('message', ({ id }: { id: number }) => {
  parentPort!.postMessage({ id, value: null })
  parentPort!.once('message', () => {
    throw new Error('out of order')
  })
})
