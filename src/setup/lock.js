/**
 * A lock that dies with its holder, however it dies, on any Node and without a package: what is held is a socket that
 * listens, and the kernel closes it with the last process that has it open. No clock and no process id decides, so a
 * holder that sleeps keeps it, and one in another container counts.
 *
 * Beside `place` lie tickets, `place.1`, `place.2`, …, each made once, each naming a socket and who listens there. The
 * ticket of the highest number holds the lock while somebody listens. It is removed only after a higher one is there, so
 * that of two who find the same dead holder one comes after the other.
 */
import { accessSync, constants, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { connected, listening } from './sign-of-life.js'

const held = new Set()

/** The sockets of all locks that this process holds: a child that shares them holds the locks too, until it ends. */
export function heldSockets() {
  return [...held]
}

/**
 * Does `work` while no other process holds the lock at `place`, in a folder that is there. Waits as long as it takes, and says of each holder that
 * it waits for it.
 * @template T
 * @param {string} place
 * @param {{ doing: string, onWait?: (holder: Holder) => void }} options `doing` is what others are told: 'installs packages'
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(place, { doing, onWait = () => {} }, work) {
  let announced = 0
  for (;;) {
    const attempt = await tryLock(place, doing)
    if ('release' in attempt) {
      try {
        return await work()
      } finally {
        attempt.release()
      }
    }
    if (announced !== attempt.holder.pid) onWait(attempt.holder)
    announced = attempt.holder.pid
    await attempt.gone
  }
}

/**
 * Takes the lock at `place`, or says who holds it. Who waits for that one to be gone keeps this process alive, who
 * does not calls `leave`.
 * @typedef {{ readonly pid: number, readonly doing: string }} Holder
 * @typedef {{ readonly holder: Holder, readonly gone: Promise<void>, readonly leave: () => void }} Held
 * @param {string} place
 * @param {string} doing
 * @returns {Promise<{ readonly release: () => void } | Held>}
 */
export async function tryLock(place, doing) {
  accessSync(dirname(place), constants.W_OK)
  for (;;) {
    const last = ticketsAt(place).at(-1) ?? 0
    const before = await holderAt(place, last)
    if (before !== null) return before
    const release = await taken(place, last + 1, doing)
    if (release !== null) return { release }
  }
}

/**
 * Who holds the lock at `place`; null if nobody does.
 * @param {string} place
 * @returns {Promise<Holder | null>}
 */
export async function holderOf(place) {
  const found = await holding(place)
  found?.leave()
  return found?.holder ?? null
}

/**
 * The same for who then waits until that one is gone, or calls `leave`.
 * @param {string} place
 * @returns {Promise<Held | null>}
 */
export function holding(place) {
  return holderAt(place, ticketsAt(place).at(-1) ?? 0)
}

/** Whether the lock at `place` was ever taken, held now or not. */
export function wasTaken(place) {
  return ticketsAt(place).length > 0
}

/** Makes ticket `number` for this process; null where another was faster. */
async function taken(place, number, doing) {
  const own = await listening(`${place}.${number}`)
  const release = () => {
    held.delete(own.server)
    own.close()
  }
  let isOurs = false
  try {
    writeFileSync(`${place}.${number}`, JSON.stringify({ pid: process.pid, doing, socket: own.socket }), { flag: 'wx' })
    isOurs = await isAfterAll(place, number)
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  } finally {
    if (!isOurs) release()
  }
  if (!isOurs) return null
  for (const earlier of ticketsAt(place).filter((one) => one < number)) sweep(place, earlier)
  held.add(own.server)
  return release
}

/**
 * Whether nobody has a higher ticket, and nobody listens at a lower one. Both can be, rarely: when this process slept
 * before it made its ticket, and when it read the one before it half written.
 */
async function isAfterAll(place, number) {
  for (const other of ticketsAt(place)) {
    if (other > number) return false
    const alive = other < number ? await holderAt(place, other) : null
    alive?.leave()
    if (alive !== null) return false
  }
  return true
}

/**
 * Who listens at a ticket, if anybody does.
 * @returns {Promise<Held | null>}
 */
async function holderAt(place, number) {
  const ticket = readTicket(place, number)
  if (ticket === null) return null
  const line = await connected(dirname(place), ticket.socket)
  return line === null ? null : { holder: { pid: ticket.pid, doing: ticket.doing }, ...line }
}

/** The numbers of the tickets that are there, in order; a name that no next number could follow is no ticket's. */
function ticketsAt(place) {
  const name = `${basename(place)}.`
  try {
    return readdirSync(dirname(place))
      .filter((file) => file.startsWith(name) && /^[1-9]\d{0,14}$/.test(file.slice(name.length)))
      .map((file) => Number(file.slice(name.length)))
      .sort((a, b) => a - b)
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}

/** What a ticket says, checked whole; null for what is none: swept away, not written to its end, or not made by us. */
function readTicket(place, number) {
  try {
    const ticket = JSON.parse(readFileSync(`${place}.${number}`, 'utf8'))
    return isTicket(ticket, `${basename(place)}.${number}.`) ? ticket : null
  } catch (error) {
    if (['ENOENT', 'EISDIR'].includes(error.code) || error instanceof SyntaxError) return null
    throw error
  }
}

/** Whether it names a socket as `listening` names them: beside the ticket, or among the temporary files. */
function isTicket(ticket, prefix) {
  if (typeof ticket !== 'object' || ticket === null) return false
  const { pid, doing, socket } = ticket
  if (!Number.isSafeInteger(pid) || typeof doing !== 'string' || typeof socket !== 'string') return false
  const name = isAbsolute(socket) ? basename(socket) : socket
  const own = isAbsolute(socket) ? 'phasescope-' : prefix
  return socket.length < 108 && name.startsWith(own) && /^\d+-\d+$/.test(name.slice(own.length))
}

function sweep(place, number) {
  const socket = readTicket(place, number)?.socket ?? '/'
  if (!isAbsolute(socket)) rmSync(join(dirname(place), socket), { force: true })
  rmSync(`${place}.${number}`, { force: true, recursive: true })
}
