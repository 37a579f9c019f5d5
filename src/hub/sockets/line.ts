import type { Socket } from 'socket.io'
import { BOUNDS } from '#src/vocabulary/index.ts'
import type { Tally } from './tally.ts'

/** A connection below its namespaces. */
export type Line = Socket['conn']

/**
 * What a connection may cost: the size of a message, how often it is read, and what waits for it to be read. Whoever hurries is
 * read later; whoever takes nothing is closed, before it takes the memory of all.
 */
export function boundLine(line: Line, tally: Tally): void {
  allowMessages(line, BOUNDS.smallMessageBytes)
  readInTime(line)
  let waiting = 0
  line.on('flush', () => (waiting = 0))
  line.on('packetCreate', ({ data }: { data?: string | ArrayBufferView }) => {
    waiting += typeof data === 'string' ? data.length : (data?.byteLength ?? 0)
    if (waiting <= BOUNDS.unreadBytes || line.readyState !== 'open') return
    tally.refused()
    process.nextTick(() => line.close(true))
  })
  // What is no message at all, or a larger one than this connection may send, ends it.
  line.once('close', (reason: string) => {
    if (reason === 'transport error' || reason === 'parse error') tally.refused()
  })
}

/** From now on a message of this connection may have so many bytes. */
export function allowMessages(line: Line, bytes: number): void {
  limit(line, bytes)
  line.on('upgrade', () => limit(line, bytes))
}

/** Neither engine.io nor ws lets the size be changed for one connection: a test holds that this way it is. */
interface Transport {
  readonly name: string
  /** Polling: the most that a request may bring. */
  maxHttpBufferSize?: number
  /** A WebSocket of ws. */
  readonly socket?: { pause(): void; resume(): void; readonly _receiver?: { _maxPayload: number } }
}

function limit(line: Line, bytes: number): void {
  const transport = line.transport as unknown as Transport
  if (transport.name === 'polling') transport.maxHttpBufferSize = bytes
  const receiver = transport.socket?._receiver
  if (receiver !== undefined) receiver._maxPayload = bytes
}

/** Reads no more events in a second than the bound: TCP lets the sender wait. */
function readInTime(line: Line): void {
  let began = 0
  let events = 0
  line.on('packet', () => {
    const now = performance.now()
    if (now - began >= 1000) [began, events] = [now, 0]
    events += 1
    const { socket } = line.transport as unknown as Transport
    if (events !== BOUNDS.eventsASecond || socket === undefined) return
    socket.pause()
    setTimeout(() => socket.resume(), 1000 - (now - began))
  })
}
