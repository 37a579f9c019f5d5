import type { IncomingMessage } from 'node:http'
import { BOUNDS, usageError } from '#src/vocabulary/index.ts'

/** The JSON that a request carries. */
export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > BOUNDS.commandBytes) throw usageError(`Body: expected at most ${BOUNDS.commandBytes} bytes of JSON`)
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    throw usageError(`Body: expected JSON such as {"type":"pause"}, got '${text.slice(0, 60)}'`)
  }
}
