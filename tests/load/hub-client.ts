import { io, type Socket } from 'socket.io-client'
import type { Envelope, RunId } from '#src/vocabulary/index.ts'
import {
  PROTOCOL_VERSION,
  type HubToTrainer,
  type HubToViewer,
  type TrainerToHub,
  type ViewerToHub,
} from '#src/wire/protocol.ts'
import { frameFromBytes, type ViewerFrame } from '#src/wire/query-results.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { greetingOf } from '../greeting.ts'

/** The other ends of a hub's sockets, as benches and long tests use them: all that they know of the protocol is here. */
const OPTIONS = { transports: ['websocket'], forceNew: true, reconnection: false }

/** Where a hub is, and what opens its doors. */
export interface Address {
  readonly url: string
  readonly token: string
}

export interface TrainerClient {
  /** The Report that the hub wants next. */
  readonly next: number
  /** Resolves when the hub has acknowledged them, with the Report wanted next; rejects on a refusal or a lost connection. */
  send(envelopes: readonly Envelope[]): Promise<number>
  sendPacked(bytes: Uint8Array): Promise<number>
  close(): void
}

/** Connects as the trainer of a run. Rejects where the hub does not answer or refuses. */
export async function trainerOf({ url, token }: Address, run: RunId): Promise<TrainerClient> {
  const socket: Socket<HubToTrainer, TrainerToHub> = io(`${url}/trainer`, { ...OPTIONS, auth: { token } })
  await connected(socket)
  const hello = await answered(socket, socket.emitWithAck('hello', greetingOf(run)))
  if (!hello.ok) throw new Refused(hello.why)
  const sendPacked = async (bytes: Uint8Array): Promise<number> => {
    const reply = await answered(socket, socket.emitWithAck('reports', bytes))
    if (!reply.ok) throw new Refused(reply.why)
    return reply.next
  }
  return {
    next: hello.next,
    sendPacked,
    send: (envelopes) => sendPacked(bytesFromReports(envelopes)),
    close: () => void socket.disconnect(),
  }
}

export interface ViewerClient {
  close(): void
}

/**
 * Opens a run and follows these series. A frame counts as drawn, and the next one comes, when `drawn` is called; a
 * viewer that never calls it is one that sleeps.
 */
export async function viewerOf(
  { url, token }: Address,
  run: RunId,
  series: readonly string[],
  received: (frame: ViewerFrame, drawn: () => void) => void,
): Promise<ViewerClient> {
  const socket: Socket<HubToViewer, ViewerToHub> = io(`${url}/viewer`, { ...OPTIONS, auth: { token } })
  await connected(socket)
  socket.on('frame', (bytes, drawn) => received(frameFromBytes(new Uint8Array(bytes)), drawn))
  const hello = await answered(socket, socket.emitWithAck('hello', { protocol: PROTOCOL_VERSION }))
  if (!hello.ok) throw new Refused(hello.why)
  const opened = await answered(socket, socket.emitWithAck('open', run))
  if (!opened.ok) throw new Refused(opened.why)
  socket.emit('follow', run, series)
  await answered(socket, socket.emitWithAck('clock'))
  return { close: () => void socket.disconnect() }
}

/** Lost: the connection ended before the answer, so that nobody knows what the hub made of the question. */
export class ConnectionLost extends Error {}

/** The hub answered, and what it answered is no. */
export class Refused extends Error {}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', (error) => {
      socket.disconnect()
      reject(new ConnectionLost(error.message))
    })
  })
}

function answered<T>(socket: Socket, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const lost = (reason: string) => reject(new ConnectionLost(reason))
    socket.once('disconnect', lost)
    answer.then(
      (reply) => {
        socket.off('disconnect', lost)
        resolve(reply)
      },
      (error: unknown) => {
        socket.off('disconnect', lost)
        reject(new ConnectionLost(String(error)))
      },
    )
  })
}
