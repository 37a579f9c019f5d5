/**
 * A socket that listens for as long as a process lives, in a folder that others look into; and the question whether it
 * does. The kernel answers for it, even while the process computes and hears nothing.
 */
import { closeSync, openSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, isAbsolute, join } from 'node:path'

/** Longer names of sockets do not fit into what the kernel takes (104 bytes on macOS, 108 on Linux). */
const LONGEST_NAME = 100

/** No socket; nobody has it open; it was closed while we waited to be let in. */
const NOBODY = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']

/**
 * Listens at a name that begins as `path` does; where the file system or the length of the name allows none, among the
 * temporary files. `socket` is how others find it from the folder of `path`.
 * @param {string} path
 */
export async function listening(path) {
  const folder = openFolder(dirname(path))
  const near = await listenAtFirst((k) => join(folder.path, `${basename(path)}.${process.pid}-${k}`))
  if (near !== null) return { server: near.server, socket: basename(near.path), close: () => near.close(folder.close) }
  folder.close()
  const far = await listenAtFirst((k) => join(tmpdir(), `phasescope-${process.pid}-${k}`))
  if (far === null) throw new Error(`Cannot lock ${path}: no socket can be made beside it or in ${tmpdir()}`)
  return { server: far.server, socket: far.path, close: () => far.close() }
}

/**
 * Null where nobody listens; else when that one is `gone`. Waiting for it keeps this process alive until `leave`.
 * @param {string} folder
 * @param {string} socket
 * @returns {Promise<{ readonly gone: Promise<void>, readonly leave: () => void } | null>}
 */
export function connected(folder, socket) {
  const { path, close } = openFolder(folder)
  return new Promise((resolve, reject) => {
    const line = connect(isAbsolute(socket) ? socket : join(path, socket))
    const gone = new Promise((end) => line.once('close', () => end()))
    line.on('connect', () => resolve({ gone, leave: () => line.destroy() }))
    line.on('error', (error) => {
      if (NOBODY.includes(error.code)) resolve(null)
      else reject(error)
    })
    line.on('close', close)
  })
}

/** At the first of these names that is free; null where none can be used. */
async function listenAtFirst(nameOf) {
  for (let k = 1; Buffer.byteLength(nameOf(k)) <= LONGEST_NAME; k++) {
    try {
      return { path: nameOf(k), ...(await listen(nameOf(k))) }
    } catch (error) {
      if (error.code !== 'EADDRINUSE') return null // else the name is left from a process that was killed
    }
  }
  return null
}

/** Whoever may look into the folder may ask, and waits on a line that is cut when this ends. */
function listen(path) {
  const lines = new Set()
  return new Promise((resolve, reject) => {
    const server = createServer((line) => {
      lines.add(line)
      line.on('error', () => line.destroy()).on('close', () => lines.delete(line))
      line.unref()
    })
    const close = (then) => {
      server.close(then)
      for (const line of lines) line.destroy()
    }
    server.once('error', reject)
    server.listen({ path, readableAll: true, writableAll: true }, () => resolve({ server: server.unref(), close }))
  })
}

/** A folder under a short name where the system has one, since names of sockets are short; and what closes it. */
function openFolder(folder) {
  if (process.platform !== 'linux') return { path: folder, close: () => {} }
  const descriptor = openSync(folder, 'r')
  return { path: `/proc/self/fd/${descriptor}`, close: () => closeSync(descriptor) }
}
