import { readFileSync } from 'node:fs'
import { BlockList, isIP } from 'node:net'
import { messageOf, usageError } from '#src/vocabulary/index.ts'

const OPTION = '--on-event-url'

/** Addresses of this machine alone. */
const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/**
 * The address to which events are posted: on this machine, or named and over HTTPS, so that what answers has proved that it is who was
 * named. It comes from the command line alone (`@FILE`: from a file, since other users see the arguments of a process).
 */
export function eventAddress(given: string): URL {
  const text = given.startsWith('@') ? fromFile(given.slice(1)) : given
  if (!URL.canParse(text))
    throw usageError(`${OPTION}: expected an address such as https://ntfy.example.org/runs, got ${said(given, text)}`)
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw usageError(`${OPTION}: expected http or https, got ${url.protocol.slice(0, -1)}`)
  if (url.username !== '' || url.password !== '')
    throw usageError(`${OPTION}: expected an address without a user and a password, which other users of this machine would see`) // prettier-ignore
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isLoopback(host)) return url
  if (isIP(host) !== 0)
    throw usageError(
      `${OPTION}: expected an address of this machine, or a host by its name, got ${host}: nobody can tell who answers at a number`,
    )
  if (url.protocol === 'http:')
    throw usageError(
      `${OPTION}: expected https for ${host}: over http, whoever is on the way reads and changes what is posted. Use https, or a tunnel to an address of this machine (ssh -L)`,
    )
  return url
}

/** Whether a host is this machine, whatever a server of names says. */
export function isLoopback(host: string): boolean {
  const version = isIP(host)
  if (version === 0) return host === 'localhost'
  return LOOPBACK.check(host, version === 4 ? 'ipv4' : 'ipv6')
}

function fromFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw usageError(`${OPTION}: cannot read ${path}: ${messageOf(error)}`)
  }
}

/** What a file holds may be a secret. */
function said(given: string, text: string): string {
  return given === text ? `'${given}'` : `what ${given.slice(1)} holds`
}
