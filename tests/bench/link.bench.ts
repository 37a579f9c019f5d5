import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, EMPTY, lastValueFrom, NEVER, type Observable } from 'rxjs'
import type { Envelope } from '#src/vocabulary/index.ts'
import { openBackend, type Backend } from '#trainer/backend/index.ts'
import { link } from '#trainer/link/link.ts'
import { planRun } from '#trainer/run/index.ts'
import { trainRun } from '#trainer/index.ts'
import { secretOf } from '../greeting.ts'

const STEPS = 600
const ROUNDS = 5
type Sink = (envelope$: Observable<Envelope>) => Observable<never>

/**
 * By how much a run is slowed by a hub that is there, away, slow or refusing, to the same run without any. Everything
 * that is undelivered goes to the journal at once, which is the most that a link ever does. The ways take turns. The ratios are
 * of the time that the training's own thread computes: waiting aside, other processes do not change it. Time on the wall
 * is given beside it, and means something on a quiet machine.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const backend = await openBackend()
  const hubs = await Promise.all(['there', 'slow', 'refusing'].map(hubProcess))
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-link-'))
  const urls = { there: hubs[0]!.url, away: await nowhere(), slow: hubs[1]!.url, refusing: hubs[2]!.url }
  const names = ['none', ...Object.keys(urls)]
  const rounds = Object.fromEntries(names.map((name) => [name, [] as Cost[]]))
  let journalBytes = 0
  try {
    await timed(backend, 'warm', () => EMPTY)
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of names) {
        const id = `${name}-${round}`
        const hub = urls[name as keyof typeof urls]
        const sink: Sink =
          hub === undefined
            ? () => EMPTY
            : (envelope$) => link(envelope$, { hub, folder, secret: secretOf, say: () => {}, journalAfterMs: 0 })
        rounds[name]!.push(await timed(backend, id, sink))
        if (name === 'away') journalBytes = statSync(join(folder, 'journals', `${id}.journal`)).size
      }
    }
  } finally {
    for (const { child } of hubs) child.kill()
    rmSync(folder, { recursive: true })
  }
  const best = (of: keyof Cost) =>
    Object.fromEntries(names.map((name) => [name, Math.min(...rounds[name]!.map((cost) => cost[of]))]))
  const threadMs = best('threadMs')
  return {
    steps: STEPS,
    bestThreadMsPerStep: threadMs,
    bestWallMsPerStep: best('wallMs'),
    journalBytesAStep: journalBytes / STEPS,
    ratios: Object.fromEntries(Object.keys(urls).map((name) => [`${name}ToNone`, threadMs[name]! / threadMs.none!])),
  }
}

/** What a step takes. */
interface Cost {
  readonly threadMs: number
  readonly wallMs: number
}

/** Of a step, from the first Report to the end of the run; what the sink does afterwards is not waited for. */
async function timed(backend: Backend, id: string, sink: Sink): Promise<Cost> {
  const plan = { ...planRun({ experiment: 'grok-mlp-small', steps: STEPS }), id }
  let [first, last] = [NOTHING, NOTHING]
  await lastValueFrom(
    trainRun(plan, backend, NEVER).pipe(
      connect((envelope$) => {
        const delivery = sink(envelope$).subscribe()
        envelope$.subscribe({
          next: () => void (first === NOTHING && (first = now())),
          complete() {
            last = now()
            delivery.unsubscribe()
          },
        })
        return envelope$
      }),
    ),
  )
  return { threadMs: (last.threadMs - first.threadMs) / STEPS, wallMs: (last.wallMs - first.wallMs) / STEPS }
}

const NOTHING: Cost = { threadMs: 0, wallMs: 0 }

function now(): Cost {
  const { user, system } = process.threadCpuUsage()
  return { threadMs: (user + system) / 1000, wallMs: performance.now() }
}

async function hubProcess(mode: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const script = join(import.meta.dirname, 'link-hub.ts')
  const child = spawn(process.execPath, [script, mode], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [url] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, url: url.toString().trim() }
}

/** An address at which nobody listens. */
async function nowhere(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}
