import { request as overHttp, type IncomingMessage } from 'node:http'
import { request as overHttps } from 'node:https'
import { text } from 'node:stream/consumers'
import { runtimeError, usageError } from '#src/vocabulary/index.ts'
import { mendOfCertificate } from '#trainer/link/index.ts'

/** What is asked of a hub besides its path. */
export interface Asking {
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
}

/**
 * What the hub answers, however long that takes: a trainer that is started for a Command may have to train for minutes before
 * it obeys, and `fetch` gives up after five. 400 and 404 are the asker's to mend; every other refusal is the world's.
 */
export async function askHub<T>(hub: string, path: string, asking: Asking = {}): Promise<T> {
  const response = await responseOf(hub, path, asking)
  const body = await text(response).then(JSON.parse).catch(() => null) as (T & { error?: string }) | null // prettier-ignore
  if (isWell(response) && body !== null) return body
  throw refusal(hub, response, body)
}

/** The same of an answer that is a JSON a line, as the points of a series are; one that breaks off is an error. */
export async function linesFromHub(hub: string, path: string, asking: Asking = {}): Promise<string[]> {
  const response = await responseOf(hub, path, asking)
  const said = await text(response)
  if (isWell(response)) return said.split('\n').filter((line) => line !== '')
  throw refusal(hub, response, null)
}

const isWell = ({ statusCode = 0 }: IncomingMessage) => statusCode >= 200 && statusCode < 300

function responseOf(hub: string, path: string, asking: Asking): Promise<IncomingMessage> {
  return answered(new URL(path, hub), asking).catch((error: unknown) => {
    const { code } = error as { readonly code?: string }
    const mend = mendOfCertificate(code)
    if (mend === null) throw runtimeError(`The hub at ${hub} cannot be reached; is it running?`, error)
    throw runtimeError(`The certificate of the hub at ${hub} is not trusted (${code}); ${mend}`, error)
  })
}

function refusal(
  hub: string,
  { statusCode: status = 0 }: IncomingMessage,
  body: { readonly error?: string } | null,
): Error {
  const why = body?.error ?? `${hub} answers ${status}, which a hub of Phasescope does not; check --hub`
  return status === 400 || status === 404 ? usageError(why) : runtimeError(why)
}

function answered(url: URL, { method = 'GET', headers = {}, body }: Asking): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? overHttps : overHttp
  const json = body === undefined ? {} : { 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    send(url, { method, headers: { ...headers, ...json }, agent: false }, resolve)
      .on('error', reject)
      .end(body === undefined ? undefined : JSON.stringify(body))
  })
}
