import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import { machineToken } from '#src/access/index.ts'
import type { HubToTrainer, HubToViewer, TrainerToHub, ViewerToHub } from '#src/wire/protocol.ts'
import { frameFromBytes } from '#src/wire/query-results.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { greetingOf } from '../../greeting.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from '../../src/store/reports.ts'
import { temporaryFolder } from '../../phasescope.ts'

/** A hub in a process of its own, and a run in it whose trainer and viewer must not notice what others do. */
export interface AttackedHub extends AsyncDisposable {
  readonly url: string
  readonly token: string
  readonly folder: string
  /** Whether the process goes on. */
  readonly lives: boolean
  /** What it printed that it should not have. */
  readonly printed: () => string
  health(): Promise<{ refusals: number; errors: number }>
  /** Fails if the run's trainer cannot report and its viewer see it, over the connections that they have had all along. */
  assertUndisturbed(): Promise<void>
  /** Points of the run that were acknowledged. */
  readonly acknowledged: number
  /** Every file in the folder above the data folder, by its path from there. */
  filesAround(): string[]
}

export async function startAttackedHub(): Promise<AttackedHub> {
  const around = temporaryFolder()
  const folder = join(around.path, 'data')
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'hub-process.ts'), folder])
  let printed = ''
  child.stderr.on('data', (text) => (printed += text))
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  const url = `http://127.0.0.1:${String(port).trim()}`
  const token = machineToken(folder)
  const speaking = { transports: ['websocket'], reconnection: false, auth: { token }, forceNew: true }
  const trainer: Socket<HubToTrainer, TrainerToHub> = io(`${url}/trainer`, speaking)
  const viewer: Socket<HubToViewer, ViewerToHub> = io(`${url}/viewer`, speaking)
  let acknowledged = 0
  let seen = 0
  let wake: () => void = () => undefined
  viewer.on('frame', (bytes, drawn) => {
    seen = frameFromBytes(new Uint8Array(bytes)).slices[0]!.last.at(-1)!
    drawn()
    wake()
  })
  await agreed(trainer.emitWithAck('hello', greetingOf('victim')))
  await agreed(
    trainer.emitWithAck(
      'reports',
      bytesFromReports(
        enveloped('victim', 0, [startedReport('victim'), { type: 'declared', series: declaration('loss') }]),
      ),
    ),
  )
  await agreed(viewer.emitWithAck('hello', { protocol: greetingOf('victim').protocol }))
  await agreed(viewer.emitWithAck('follow', 'victim', ['loss']))
  return {
    url,
    token,
    folder,
    get lives() {
      return child.exitCode === null && child.signalCode === null
    },
    printed: () => printed,
    async health() {
      const { refusals, errors } = (await (await fetch(`${url}/healthz`)).json()) as {
        refusals: number
        errors: number
      }
      return { refusals, errors }
    },
    async assertUndisturbed() {
      const step = acknowledged
      const report = measuredReport(scalarColumn('loss', [step], [step + 1]))
      await agreed(trainer.emitWithAck('reports', bytesFromReports(enveloped('victim', step + 2, [report]))))
      acknowledged += 1
      while (seen < acknowledged) {
        if (!viewer.connected) throw new Error('The viewer was cut off')
        await new Promise<void>((resolve) => {
          wake = resolve
          viewer.once('disconnect', () => resolve())
        })
      }
    },
    get acknowledged() {
      return acknowledged
    },
    filesAround: () =>
      existsSync(around.path)
        ? readdirSync(around.path, { recursive: true, encoding: 'utf8' }).filter((path) => !path.startsWith('data'))
        : [],
    async [Symbol.asyncDispose]() {
      trainer.disconnect()
      viewer.disconnect()
      if (child.exitCode === null && child.signalCode === null) {
        child.kill()
        await once(child, 'exit')
      }
      around[Symbol.dispose]()
    },
  }
}

async function agreed(asking: Promise<{ readonly ok: boolean }>): Promise<void> {
  const reply = await asking
  if (!reply.ok) throw new Error(`Refused: ${JSON.stringify(reply)}`)
}
