import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { PART_POLICY } from '../access/security-headers.ts'
import { acceptedEncoding } from './encodings.ts'
import type { PageFile } from './page-files.ts'
import { rangeOf } from './range.ts'

/** Answers GET and HEAD with a file, compressed where the client takes that; null where there is none. */
export function answerFile(request: IncomingMessage, response: ServerResponse, file: PageFile | null): void {
  const { method, headers: asked } = request
  if (method !== 'GET' && method !== 'HEAD') return end(response, 405, { allow: 'GET, HEAD' })
  if (file === null) return end(response, 404, {})
  const encoding = acceptedEncoding(asked['accept-encoding'], [...file.encoded.keys()])
  const { bytes, etag } = (encoding === null ? null : file.encoded.get(encoding)) ?? file.plain
  if (isPart(file)) {
    response.setHeader('content-security-policy', PART_POLICY)
    // Of windows alone, and no script or style is one.
    response.removeHeader('cross-origin-opener-policy')
  }
  // A 304 carries what a 200 would say of caching, or the browser would forget it.
  const caching = {
    'cache-control': file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag,
    ...(file.encoded.size > 0 && { vary: 'Accept-Encoding' }),
  }
  if (isKnown(asked['if-none-match'], etag)) return end(response, 304, caching)
  const headers: OutgoingHttpHeaders = {
    ...caching,
    'content-type': file.type,
    'accept-ranges': 'bytes',
    ...(encoding !== null && { 'content-encoding': encoding }),
  }
  // A part of what has changed meanwhile is of no use.
  const isSame = asked['if-range'] === undefined || asked['if-range'] === etag
  const range = method === 'GET' && isSame ? rangeOf(asked.range, bytes.length) : null
  if (range === 'beyond') return end(response, 416, { 'content-range': `bytes */${bytes.length}` })
  const part = range === null ? bytes : bytes.subarray(range.first, range.last + 1)
  response.writeHead(range === null ? 200 : 206, {
    ...headers,
    'content-length': part.length,
    ...(range !== null && { 'content-range': `bytes ${range.first}-${range.last}/${bytes.length}` }),
  })
  response.end(method === 'HEAD' ? undefined : part)
}

/** Whether a browser takes it as a part of a page only: what it shows by itself it shows as text, or saves. */
function isPart({ type }: PageFile): boolean {
  return /^(text\/(javascript|css)|font\/)/.test(type)
}

/** Whether a client has these very bytes: one of the tags that it names, or any (RFC 9110, 13.1.2). */
function isKnown(header: string | undefined, etag: string): boolean {
  return (header ?? '').split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
}

function end(response: ServerResponse, status: number, headers: OutgoingHttpHeaders): void {
  response.writeHead(status, headers)
  response.end()
}
