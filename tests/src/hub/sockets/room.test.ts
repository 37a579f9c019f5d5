import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { newRoom } from '#src/hub/sockets/room.ts'

const room = newRoom(3)
const http = createServer()
http.on('connection', (connection) => room.enter(connection))

afterEach(() => {
  room.clear()
  http.close()
})

test('where there are too many connections the oldest stranger goes, and nobody who has shown a token', async () => {
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const opened = async (): Promise<Socket> => {
    const socket = connect((http.address() as AddressInfo).port, '127.0.0.1')
    socket.on('error', () => undefined)
    await Promise.all([once(socket, 'connect'), once(http, 'connection')])
    return socket.resume()
  }
  const known = await opened()
  const asked = once(http, 'request') as Promise<[IncomingMessage]>
  known.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  const [request] = await asked
  expect(room.isStranger(request)).toBe(true)
  room.keep(request)
  expect(room.isStranger(request)).toBe(false)
  const [second, third] = [await opened(), await opened()]
  await Promise.all([opened(), once(second, 'close')])
  await Promise.all([opened(), once(third, 'close')])
  known.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  expect(known.destroyed).toBe(false)
})
