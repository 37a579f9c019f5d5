import { request as overHttp, type IncomingMessage } from 'node:http'
import { request as overHttps } from 'node:https'
import { isIP } from 'node:net'
import { runtimeError } from '#src/vocabulary/index.ts'
import { eventAddress } from './event-address.ts'
import type { Tell } from './event-command.ts'

/** How long an address may take to answer. */
const ANSWER_MS = 10_000

/**
 * Tells events to an address by POST, as JSON. It is asked by itself and nobody in its stead: no redirect is followed, no proxy asked, and what it
 * answers is not read. Errors name its host alone, since the rest may be a secret.
 */
export function postTelling(given: string, answerMs = ANSWER_MS): Tell {
  const url = eventAddress(given)
  const isEncrypted = url.protocol === 'https:'
  // A server of names need not be asked which machine this is.
  const host = url.hostname === 'localhost' ? '127.0.0.1' : url.hostname.replace(/^\[|\]$/g, '')
  const to = {
    ...{ host, port: url.port || (isEncrypted ? 443 : 80), path: `${url.pathname}${url.search}`, method: 'POST' },
    ...(isEncrypted && { rejectUnauthorized: true, ...(isIP(url.hostname) === 0 && { servername: url.hostname }) }),
    agent: false as const,
  }
  return async (event, wanted) => {
    const body = Buffer.from(JSON.stringify(event))
    const headers = { host: url.host, 'content-type': 'application/json', 'content-length': body.length }
    const status = await answered(
      (hear) => (isEncrypted ? overHttps : overHttp)({ ...to, headers }, hear),
      body,
      answerMs,
      wanted,
    ).catch((error: unknown) => {
      throw runtimeError(`${url.host}: ${(error as Error).message}`)
    })
    if (status >= 200 && status < 300) return
    const isRedirect = status >= 300 && status < 400
    throw runtimeError(
      `${url.host}: it answered ${status}${isRedirect ? ', which is to go elsewhere: name the address itself' : ''}`,
    )
  }
}

function answered(
  ask: (hear: (response: IncomingMessage) => void) => ReturnType<typeof overHttp>,
  body: Buffer,
  answerMs: number,
  wanted: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = ask((response) => {
      resolve(response.statusCode ?? 0)
      asked.destroy()
    })
    const stop = (why: string) => {
      reject(new Error(why)) // what has closed says no more of itself
      asked.destroy()
    }
    const timer = setTimeout(() => stop(`no answer within ${answerMs / 1000} s`), answerMs)
    const unwanted = () => stop('it was not waited for')
    wanted.addEventListener('abort', unwanted)
    asked.on('error', reject)
    asked.on('close', () => {
      reject(new Error('it closed the connection without an answer'))
      clearTimeout(timer)
      wanted.removeEventListener('abort', unwanted)
    })
    asked.end(body)
  })
}
