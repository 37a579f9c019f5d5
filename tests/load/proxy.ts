import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { Transform } from 'node:stream'

/** A line between a trainer and its hub that fails as told: what no operating system has to be asked for. */
export interface Proxy extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** Cuts every connection when so many bytes more have passed, in the middle of whatever is passing. Resolves then. */
  cutAfter(bytes: number): Promise<void>
  /** Lets nothing pass, though every connection stays open, until `flow`. Resolves when something waits. */
  stall(): Promise<void>
  flow(): void
  /** At most so many bytes a second each way. */
  throttle(bytesPerSecond: number): void
  /** Turns every connection away, and cuts those there are, until `admit`. */
  refuse(): void
  admit(): void
}

export async function startProxy(targetPort: number): Promise<Proxy> {
  const sockets = new Set<Socket>()
  let cut: { left: number; done: () => void } | null = null
  let isRefusing = false
  /** From where it is cut nothing passes any more, or there would be a gap, which no line has. */
  let isCutting = false
  let bytesPerSecond = Infinity
  let stalled: { readonly waiting: (() => void)[]; readonly waits: () => void } | null = null

  function cutAll(): void {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }

  /** Passes what it may, in the order in which it came. */
  function passing(): Transform {
    return new Transform({
      transform(chunk: Buffer, _, passed) {
        const pass = () => {
          if (isCutting) return passed()
          const { left, done } = cut ?? { left: Infinity, done: () => {} }
          this.push(chunk.subarray(0, left))
          if (cut !== null) cut.left -= chunk.length
          if (chunk.length >= left) {
            cut = null
            isCutting = true
            // What was pushed is handed on first.
            setImmediate(() => {
              cutAll()
              isCutting = false
              done()
            })
          }
          if (bytesPerSecond === Infinity) passed()
          else setTimeout(passed, (1000 * chunk.length) / bytesPerSecond)
        }
        if (stalled === null) return pass()
        stalled.waiting.push(pass)
        stalled.waits()
      },
    })
  }

  const server = createServer((near) => {
    if (isRefusing) return near.destroy()
    const far = connect(targetPort, '127.0.0.1')
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(passing()).pipe(other)
    }
    return undefined
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const flow = () => {
    const { waiting } = stalled ?? { waiting: [] }
    stalled = null
    for (const pass of waiting) pass()
  }
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    cutAfter: (bytes) => new Promise((done) => (cut = { left: bytes, done })),
    stall: () => new Promise((waits) => (stalled = { waiting: stalled?.waiting ?? [], waits })),
    flow,
    throttle: (most) => void (bytesPerSecond = most),
    refuse() {
      isRefusing = true
      cutAll()
    },
    admit: () => void (isRefusing = false),
    async [Symbol.asyncDispose]() {
      cutAll()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
