import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { io as client } from 'socket.io-client'
import { expect, test } from 'vitest'
import { boundSockets } from '#src/hub/sockets/bound-sockets.ts'
import { waitingFor, type Line } from '#src/hub/sockets/line.ts'
import { newTally } from '#src/hub/sockets/tally.ts'

const MOST = 16 * 1024 * 1024
const UPGRADE = `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'A'.repeat(22)}==\r\n\r\n`

test('connections that take nothing, each below its own bound, are closed while too much waits for all of them; others are not', async () => {
  const http = createServer()
  const io = new Server(http, { serveClient: false, pingInterval: 3_600_000 })
  const lines = new Set<Line>()
  const tally = newTally()
  boundSockets(io, tally, lines, MOST)
  io.on('connection', (socket) => socket.on('clock', (answer: (said: string) => void) => answer('now')))
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo
  const reader = client(`http://127.0.0.1:${port}`, { transports: ['websocket'], reconnection: false })
  await once(reader as never, 'connect')
  const [readersLine] = lines
  const deaf = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined)
      socket.write(UPGRADE)
      await once(socket, 'data')
      return socket.pause()
    }),
  )
  expect(lines.size).toBe(9)
  const megabyte = 'x'.repeat(1024 * 1024)
  let most = 0
  for (let round = 0; round < 30; round++) {
    for (const line of lines) if (line !== readersLine) line.write(megabyte)
    // The hub answers: its event loop has turned, and it has closed what it had to.
    expect(await reader.emitWithAck('clock')).toBe('now')
    most = Math.max(most, [...lines].reduce((sum, line) => sum + waitingFor(line), 0)) // prettier-ignore
  }
  expect(most).toBeLessThanOrEqual(MOST + 8 * megabyte.length)
  expect(tally.refusals).toBeGreaterThan(0)
  expect(reader.connected).toBe(true)
  expect(lines.has(readersLine!)).toBe(true)
  reader.disconnect()
  for (const socket of deaf) socket.destroy()
  await io.close()
})
