import { io } from 'socket.io-client'
import { expect, test, vi } from 'vitest'
import { removeCommand } from '#src/cli/commands/remove.ts'
import { announce } from '#src/cli/hub-file.ts'
import { lockHub } from '#src/cli/processes/hub-lock.ts'
import { PROTOCOL_VERSION } from '#src/wire/protocol.ts'
import { enveloped, startedReport } from '../store/reports.ts'
import { eventually, send, startWorld, type ViewerClient } from '../hub/world.ts'

test('a run that a command removes while a hub serves is gone from every open page at once, and back when it is brought back', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const world = await startWorld()
  const lock = await lockHub(world.folder)
  const withdraw = announce(world.folder, world.hub.url)
  try {
    const trainer = await world.trainer('r')
    await send(trainer, enveloped('r', 0, [startedReport('r')]))
    const page: ViewerClient = io(`${world.hub.url}/viewer`, { transports: ['websocket'], forceNew: true })
    const [removed, lines]: [string[], string[]] = [[], []]
    page.on('removed', (run) => removed.push(run))
    await page.emitWithAck('hello', { protocol: PROTOCOL_VERSION })
    const told = (...args: string[]) =>
      removeCommand()
        .exitOverride()
        .parseAsync([...args, '--data', world.folder], { from: 'user' })
    await expect(told('r')).rejects.toThrow("Run 'r' goes on; stop it before you remove it")
    trainer.disconnect()
    await eventually(() => world.store.summary('r').status === 'lost')
    page.on('run', ({ run }) => lines.push(run.id))
    await told('r')
    await eventually(() => removed.length > 0)
    expect(removed).toEqual(['r'])
    const before = lines.length
    await told('r', '--undo')
    await eventually(() => lines.length > before)
    expect(world.store.has('r')).toBe(true)
    page.disconnect()
  } finally {
    withdraw()
    await world.close()
    lock.release()
    log.mockRestore()
  }
})
