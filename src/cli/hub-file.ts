import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BOUNDS, isRecord, runtimeError } from '#src/vocabulary/index.ts'

/** Where a hub listens, and which process it is: `hub.json` in the folder that it serves. */
export interface HubAddress {
  readonly url: string
  readonly pid: number
  /** The certificate, in PEM, that commands on this machine hold it to, if it speaks TLS. */
  readonly certificate: string | null
}

/** Leaves word in a data folder of the hub that serves it; gives the way to take it back. A reader sees all of it or nothing. */
export function announce(data: string, url: string, certificate: string | null = null): () => void {
  const [file, own] = [hubFile(data), { url, pid: process.pid, ...(certificate !== null && { certificate }) }]
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(own), { flush: true })
  renameSync(`${file}.${process.pid}`, file)
  return () => {
    const { address } = readHubFile(data)
    if (address?.url === url && address.pid === own.pid) rmSync(file, { force: true })
  }
}

/** Takes away what a hub that was killed has left; only who holds the folder may. */
export function withdrawLeft(data: string): void {
  rmSync(hubFile(data), { force: true, recursive: true })
}

/** What `hub.json` says, now: an address, nothing, or a fault, where it is none that a hub has written. */
export function readHubFile(data: string): {
  readonly address: HubAddress | null
  readonly fault: string | null
} {
  try {
    const found = lstatSync(hubFile(data), { throwIfNoEntry: false })
    if (found === undefined) return { address: null, fault: null }
    if (!found.isFile()) return faulty('it is no file')
    if (found.size > BOUNDS.hubFile) return faulty(`it has ${found.size} bytes, and at most ${BOUNDS.hubFile} are read`)
    return addressIn(readFileSync(hubFile(data), 'utf8'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? { address: null, fault: null } : faulty(`reading it failed with ${code}`)
  }
}

/** For whoever waits for the hub that wrote it, and waits in vain. */
export function unreadableHubFile(data: string, pid: number, fault: string) {
  return runtimeError(
    `${hubFile(data)} says where the hub of process ${pid} listens, and cannot be read: ${fault}; end that hub and start it again, or name its address with --hub URL`,
  )
}

function addressIn(text: string): ReturnType<typeof readHubFile> {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return faulty('it is no whole JSON')
  }
  if (!isRecord(parsed)) return faulty('it is no object')
  const { url, pid, certificate = null } = parsed
  if (typeof url !== 'string' || !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return faulty('it has no address')
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid)) return faulty('it has no process id')
  if (certificate !== null && typeof certificate !== 'string') return faulty('its certificate is no text')
  return { address: { url, pid, certificate }, fault: null }
}

function faulty(fault: string) {
  return { address: null, fault }
}

function hubFile(data: string): string {
  return join(data, 'hub.json')
}
