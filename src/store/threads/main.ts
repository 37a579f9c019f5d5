import { parentPort } from 'node:worker_threads'
import type { Column } from '#src/vocabulary/index.ts'
import { openSqlite, type Sqlite } from '#src/store/sqlite/sqlite.ts'
import { handedAggregate, handedColumn, handedResults, type Handed } from './arrays.ts'
import { plainFrom, type Answer, type Call } from './calls.ts'

/** A thread of the store: told to, it opens the file, and answers one call after another. */
const port = parentPort!
const readings = new Map<number, Iterator<Column>>()
let lastReading = 0

let sqlite: Sqlite | null = null

port.on('message', (call: Call) => {
  try {
    const { value, transfer } = answerTo(call)
    post({ id: call.id, value }, transfer)
  } catch (error) {
    post({ id: call.id, error: plainFrom(error) })
  }
  if (call.method === 'close') port.close()
})

function answerTo({ method, args }: Call): Handed<unknown> {
  const [first, second] = args as [never, never]
  if (method === 'open') {
    sqlite = openSqlite(first)
    return plain(null)
  }
  const store = sqlite!
  switch (method) {
    case 'slices':
      return handedResults(store.slices(first))
    case 'aggregate':
      return handedAggregate(store.aggregate(first))
    case 'columns':
      readings.set(++lastReading, store.columns(first, second)[Symbol.iterator]())
      return plain(lastReading)
    case 'column': {
      const next = readings.get(first)!.next()
      return next.done === true ? plain(null) : handedColumn(next.value)
    }
    case 'leave':
      readings.get(first)?.return?.()
      return plain(readings.delete(first))
    default:
      return plain((store[method] as (...given: readonly unknown[]) => unknown)(...args))
  }
}

function plain(value: unknown): Handed<unknown> {
  return { value, transfer: [] }
}

function post(message: Answer, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer)
}
