import type { Socket } from 'socket.io'
import { BOUNDS } from '#src/vocabulary/index.ts'
import type { Tally } from './tally.ts'

/** A connection below its namespaces. */
export type Line = Socket['conn']

/** What a connection may send. */
interface Allowance {
  readonly messageBytes: number
  readonly eventsASecond: number
}

const ANYBODY: Allowance = { messageBytes: BOUNDS.smallMessageBytes, eventsASecond: BOUNDS.eventsASecond }
const WRITER: Allowance = { messageBytes: BOUNDS.messageBytes, eventsASecond: BOUNDS.reportsASecond }

/** What is no message, or too large a one, or none that its sender may send ends the connection, for one of these reasons. */
const ENDED_BY_US = ['transport error', 'parse error', 'forced close']

const allowances = new WeakMap<Line, Allowance>()

/**
 * What a connection may cost: the size of a message, how often it is read, and what waits for it to be read. Whoever hurries is
 * read later; whoever takes nothing is closed, before it takes the memory of all.
 */
export function boundLine(line: Line, tally: Tally): void {
  allow(line, ANYBODY)
  const count = readInTime(line)
  const listenToPings = () => boundPings(line, count)
  line.on('upgrade', () => {
    limitMessages(line)
    listenToPings()
  })
  listenToPings()
  closeUnread(line)
  line.once('close', (reason: string) => {
    if (ENDED_BY_US.includes(reason)) tally.refused()
  })
}

/** From now on this connection may send what a writer may. */
export function allowReports(line: Line): void {
  allow(line, WRITER)
}

function allow(line: Line, allowance: Allowance): void {
  allowances.set(line, allowance)
  limitMessages(line)
}

/** Neither engine.io nor ws has a way to bound the messages of one connection; a test holds that this one does. */
interface Transport {
  readonly name: string
  /** Polling: the most that a request may bring. */
  maxHttpBufferSize?: number
  /** A WebSocket of ws. */
  readonly socket?: {
    pause(): void
    resume(): void
    terminate(): void
    on(event: 'ping', listener: () => void): void
    readonly bufferedAmount: number
    readonly _receiver?: { _maxPayload: number }
  }
}

function limitMessages(line: Line): void {
  const { messageBytes } = allowances.get(line) ?? ANYBODY
  const transport = line.transport as unknown as Transport
  if (transport.name === 'polling') transport.maxHttpBufferSize = messageBytes
  const receiver = transport.socket?._receiver
  if (receiver !== undefined) receiver._maxPayload = messageBytes
}

/**
 * Reads no more messages in a second than are allowed: TCP lets the sender wait. Polling brings as many as fit into a request,
 * all at once, and has nothing to wait on: who brings too many that way, which no page does, is closed. Gives what counts one
 * that is no packet.
 */
function readInTime(line: Line): () => void {
  let began = -Infinity
  let events = 0
  const count = () => {
    const now = performance.now()
    if (now - began >= 1000) [began, events] = [now, 0]
    events += 1
    const { socket } = line.transport as unknown as Transport
    const { eventsASecond } = allowances.get(line) ?? ANYBODY
    if (socket === undefined && events > eventsASecond) return line.close(true)
    if (socket === undefined || events !== eventsASecond) return
    socket.pause()
    setTimeout(() => socket.resume(), began + 1000 - now)
  }
  line.on('packet', count)
  return count
}

/** Below the packets, ws answers each ping by itself, however many of its answers wait: they count like any other word. */
function boundPings(line: Line, count: () => void): void {
  const { socket } = line.transport as unknown as Transport
  socket?.on('ping', () => {
    count()
    if (socket.bufferedAmount > BOUNDS.unreadBytes) hangUp(line)
  })
}

/** Bytes of packets that are not with the transport yet. */
const packed = new WeakMap<Line, number>()

/** Bytes that wait for a connection to take them, here and in its transport. */
export function waitingFor(line: Line): number {
  const { socket } = line.transport as unknown as Transport
  return (packed.get(line) ?? 0) + (socket?.bufferedAmount ?? 0)
}

function closeUnread(line: Line): void {
  line.on('flush', () => packed.set(line, 0))
  line.on('packetCreate', ({ data }: { data?: string | ArrayBufferView }) => {
    const waiting = (packed.get(line) ?? 0) + (typeof data === 'string' ? data.length : (data?.byteLength ?? 0))
    packed.set(line, waiting)
    if (waiting <= BOUNDS.unreadBytes || line.readyState !== 'open') return
    process.nextTick(() => hangUp(line))
  })
}

/** At once: a farewell would keep what waits until the other end has taken it, and it takes nothing. */
export function hangUp(line: Line): void {
  const { socket } = line.transport as unknown as Transport
  line.close(true)
  socket?.terminate()
}
