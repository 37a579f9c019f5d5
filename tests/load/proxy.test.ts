import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { startProxy } from './proxy.ts'

it('a line that is cut has handed on what came before, to the byte, and nothing of what came behind', async () => {
  const sent = Uint8Array.from({ length: 1 << 20 }, (_, i) => i * 7)
  const received: Buffer[] = []
  const ended = Promise.withResolvers<void>()
  const server = createServer((socket) => {
    socket.on('data', (chunk) => received.push(chunk))
    socket.on('error', () => {})
    socket.on('close', () => ended.resolve())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  await using line = await startProxy((server.address() as AddressInfo).port)
  const socket = connect(line.port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  const cut = line.cutAfter(1001)
  socket.write(sent)
  await cut
  await ended.promise
  expect(Buffer.concat(received)).toEqual(Buffer.from(sent.subarray(0, 1001)))
  socket.destroy()
  server.close()
})
