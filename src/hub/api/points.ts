import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { jsonFromNumbers, type Column, type RunId } from '#src/vocabulary/index.ts'
import type { Store } from '#src/store/index.ts'
import { acceptedEncoding } from '../files/encodings.ts'

/** Numbers on one line, about. */
const NUMBERS_A_LINE = 16_384

/**
 * Every stored point of a series, in step order, for a program that wants them all: `GET /api/runs/<run>/points/<series>`, lines of JSON with `steps` and `values`,
 * or `frames`. It leaves as fast as it is read, and nothing waits in memory. Where something is damaged the answer breaks off, so
 * that nobody takes a part for all.
 */
export async function answerPoints(
  request: IncomingMessage,
  response: ServerResponse,
  store: Pick<Store, 'columns'>,
  { run, series }: { readonly run: RunId; readonly series: string },
): Promise<void> {
  const lines = Readable.from(linesOf(store.columns(run, series)))
  const isGzip = acceptedEncoding(request.headers['accept-encoding'], ['gzip']) !== null
  response.writeHead(200, {
    'content-type': 'application/x-ndjson; charset=utf-8',
    'cache-control': 'no-store',
    vary: 'Accept-Encoding',
    ...(isGzip && { 'content-encoding': 'gzip' }),
  })
  try {
    await (isGzip ? pipeline(lines, createGzip(), response) : pipeline(lines, response))
  } catch (error) {
    // Whoever asked has gone, which is theirs to do.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}

async function* linesOf(columns: AsyncIterable<Column>): AsyncGenerator<string> {
  for await (const { steps, values, lengths } of columns) {
    let [from, at, until] = [0, 0, 0]
    const frames: (string | number)[][] = []
    for (let i = 0; i < steps.length; i++) {
      const begin = until
      until += lengths === null ? 1 : lengths[i]!
      if (lengths !== null) frames.push(jsonFromNumbers(values.subarray(begin, until)))
      if (until - at + (i - from) < NUMBERS_A_LINE && i < steps.length - 1) continue
      const said =
        lengths === null ? { values: jsonFromNumbers(values.subarray(at, until)) } : { frames: frames.splice(0) }
      yield `${JSON.stringify({ steps: Array.from(steps.subarray(from, i + 1)), ...said })}\n`
      ;[from, at] = [i + 1, until]
    }
  }
}
