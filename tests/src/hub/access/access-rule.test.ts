import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { accessRule, type Names } from '#src/hub/access/access-rule.ts'

/** Whose pages are a hub's own: of its name, its port, and its scheme, as a browser tells origins apart. */

const plain: Names = { bound: '127.0.0.1', hostNames: [], certificate: null }
const fixture = readFileSync(join(import.meta.dirname, '../../../fixtures/tls/certificate.pem'))
const tls: Names = { ...plain, certificate: new X509Certificate(fixture) }
const proxied: Names = { ...plain, hostNames: ['hub.example'] }

const isRefused = (names: Names, host: string, origin: string) =>
  accessRule(names)({ headers: { host, origin }, url: '/api/runs' } as IncomingMessage) !== null

test.each([
  ['a hub over http takes its own', plain, '127.0.0.1:4911', 'http://127.0.0.1:4911', false],
  ['and not what another program serves there over https', plain, '127.0.0.1:4911', 'https://127.0.0.1:4911', true],
  ['at the usual port neither', plain, '127.0.0.1', 'https://127.0.0.1', true],
  ['nor what has no scheme of the web', plain, '127.0.0.1:4911', 'ftp://127.0.0.1:4911', true],
  ['a hub over https takes its own', tls, '127.0.0.1:4911', 'https://127.0.0.1:4911', false],
  ['and not what came over http, which anybody on the way may have written', tls, '127.0.0.1:4911', 'http://127.0.0.1:4911', true], // prettier-ignore
  ['a proxy ends TLS before a name that was said', proxied, 'hub.example', 'https://hub.example', false],
  ['which is reached without it, too', proxied, 'hub.example', 'http://hub.example', false],
  ['and its other names are as they were', proxied, '127.0.0.1:4911', 'https://127.0.0.1:4911', true],
  ['another port is another origin', plain, '127.0.0.1:4911', 'http://127.0.0.1:4912', true],
] as const)('%s', (_, names, host, origin, expected) => {
  expect(isRefused(names, host, origin)).toBe(expected)
})
