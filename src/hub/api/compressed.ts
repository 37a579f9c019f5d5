import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { acceptedEncoding } from '../files/encodings.ts'

/** Less than this fits into a packet as it is. */
const WORTHWHILE_BYTES = 1_400

const gzipped = promisify(gzip)

/** A JSON text as it leaves: compressed, in a thread of Node's, where the client takes that and it is worth while. */
export async function compressed(
  { headers }: Pick<IncomingMessage, 'headers'>,
  text: string,
): Promise<{ readonly body: Buffer; readonly headers: OutgoingHttpHeaders }> {
  const plain = Buffer.from(text)
  const vary = { vary: 'Accept-Encoding' }
  const isGzip = acceptedEncoding(headers['accept-encoding'], ['gzip']) !== null
  if (!isGzip || plain.length < WORTHWHILE_BYTES) return { body: plain, headers: vary }
  return { body: await gzipped(plain), headers: { ...vary, 'content-encoding': 'gzip' } }
}
