/** Frames of socket.io as they travel, written by hand: what no client of ours would send. */
export type Frame = string | Uint8Array

export type Namespace = '/viewer' | '/trainer' | '/'

/** A connection to a hub on which anything can be sent. */
export interface RawSocket {
  send(...frames: readonly Frame[]): void
  /** The answer to the event with this number; null where the connection ended before it came. */
  answer(id: number): Promise<unknown>
  /** Answers that have come, by the number of their event. */
  readonly answers: ReadonlyMap<number, unknown>
  /** Forgets the answers, so that numbers can be used again. */
  forget(): void
  readonly isClosed: boolean
  readonly closed: Promise<void>
  close(): void
}

/** Opens a connection and joins a namespace, with a token if one is given; without a namespace it joins none. */
export async function openRaw(url: string, namespace: Namespace | null, token?: string): Promise<RawSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  socket.binaryType = 'arraybuffer'
  const answers = new Map<number, unknown>()
  const waiting = new Map<number, (answer: unknown) => void>()
  const opened = Promise.withResolvers<void>()
  const joined = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<void>()
  let isClosed = false
  socket.addEventListener('message', ({ data }) => {
    if (typeof data !== 'string') return
    if (data === '2') socket.send('3') // a ping
    if (data.startsWith('0')) opened.resolve()
    if (data.startsWith('40')) joined.resolve()
    const [, id, text] = /^4[36](?:\d+-)?(?:\/\w+,)?(\d+)(.*)$/s.exec(data) ?? []
    if (id === undefined || text === undefined) return
    const answer = (JSON.parse(text) as unknown[])[0]
    answers.set(Number(id), answer)
    waiting.get(Number(id))?.(answer)
  })
  socket.addEventListener('error', () => undefined) // its close follows
  socket.addEventListener('close', () => {
    isClosed = true
    for (const promise of [opened, joined, closed]) promise.resolve()
    for (const resolve of waiting.values()) resolve(null)
  })
  await opened.promise
  if (namespace !== null) {
    socket.send(`40${namespace},${JSON.stringify(token === undefined ? {} : { token })}`)
    await joined.promise
  }
  return {
    send: (...frames) => {
      for (const frame of frames) if (!isClosed) socket.send(frame as string)
    },
    answer: (id) =>
      answers.has(id) || isClosed
        ? Promise.resolve(answers.get(id) ?? null)
        : new Promise((resolve) => waiting.set(id, resolve)),
    answers,
    forget() {
      answers.clear()
      waiting.clear()
    },
    get isClosed() {
      return isClosed
    },
    closed: closed.promise,
    close: () => socket.close(),
  }
}

/** An event with its number, if it is to be answered. */
export function event(namespace: Namespace, id: number | null, ...given: readonly unknown[]): string {
  return `42${namespace},${id ?? ''}${JSON.stringify(given)}`
}

/** An event that brings bytes as its one argument. */
export function bytesEvent(namespace: Namespace, id: number, name: string, bytes: Uint8Array): Frame[] {
  return [`451-${namespace},${id}["${name}",{"_placeholder":true,"num":0}]`, bytes]
}
