import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { Server } from 'socket.io'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort, phasescope, temporaryFolder } from '../../phasescope.ts'
import { served, type Served } from '../../served.ts'
import { exported } from './exported.ts'
import { python } from './python.ts'
import { venv, type Venv } from './venv.ts'

let here: Venv
beforeAll(async () => {
  here = await venv()
})

/** Logs until it is told to end, and says what it logged. */
const LOGGING = `
import sys, threading, time, phasescope
run = phasescope.init(project="left", **eval(sys.argv[1]))
end = threading.Event()
threading.Thread(target=lambda: (sys.stdin.readline(), end.set()), daemon=True).start()
step = run.step
while not end.wait(0.001):
    run.log({"a": step, "b": {"c": -step}, "frame": [step] * 3}, step=step)
    step += 1
    if step % 10 == 0: print("logged", step, flush=True)
run.finish()
print("all", step, flush=True)
`

/** Runs of four hundred steps, each in Reports of twenty, whose journals are damaged afterwards. */
const DAMAGED = `
import time, phasescope
for id in ("cut", "zeros-at-the-end", "zeros-within", "wrong-byte", "wrong-length"):
    run = phasescope.init(project="left", id=id, mode="offline")
    for step in range(400):
        run.log({"a": step}, step=step)
        if step % 20 == 19:
            before = run._sender.outbox.next
            run._sender.wake.set()
            while run._sender.outbox.next == before: time.sleep(0.001)
    run.finish()
`

/** Each from the middle of the file on, so that whole Reports stand in front of it. */
const DAMAGES: Record<string, (bytes: Buffer) => Buffer> = {
  cut: (bytes) => bytes.subarray(0, bytes.length >> 1),
  'zeros-at-the-end': (bytes) => Buffer.concat([bytes.subarray(0, bytes.length >> 1), Buffer.alloc(5000)]),
  'zeros-within': (bytes) => bytes.fill(0, bytes.length >> 1, (bytes.length >> 1) + 64),
  'wrong-byte': (bytes) => bytes.fill(bytes[bytes.length >> 1]! ^ 1, bytes.length >> 1, (bytes.length >> 1) + 1),
  'wrong-length': (bytes) => bytes.fill(0xff, frameIn(bytes), frameIn(bytes) + 4),
}

/** Where the first frame in the second half of a journal begins: four bytes of length, four of a checksum, and `PSC1`. */
function frameIn(bytes: Buffer): number {
  return bytes.indexOf('PSC1', bytes.length >> 1) - 8
}

/** The last of them may be half written. */
function framesIn(path: string): number {
  return existsSync(path) ? readFileSync(path).toString('latin1').split('PSC1').length - 1 : 0
}

/** Rows of the series `a` as they are when every step from 0 was logged once. */
const rows = (steps: number) => Array.from({ length: steps }, (_, step) => `a,${step},,${step}`)

/** Trainings that left something, all in one data folder, and what a hub has of them once `resend` has delivered it. */
describe('what a training leaves is delivered by resend', () => {
  const data = temporaryFolder()
  const found: Record<string, { stdout: string; stderr: string; code: number | null }> = {}
  let hub: Served
  const begun = (id: string, given: string, script = LOGGING, env: NodeJS.ProcessEnv = {}) =>
    python(here.python!, script, { PHASESCOPE_DATA: data.path, ...env }, [`dict(id="${id}", ${given})`])
  const journal = (id: string) => join(data.path, 'journals', `${id}.journal`)

  beforeAll(async () => {
    here = await venv()
    if (here.python === null) return
    await using deaf = await neverAnswering('hello')
    await using silent = await neverAnswering('reports')
    const nobody = `hub="http://127.0.0.1:${await freePort()}"`
    const timed = LOGGING.replace('run.finish()', 'began = time.monotonic(); run.finish(); print("took", time.monotonic() - began)') // prettier-ignore
    const patient = { PHASESCOPE_TOKEN: 'any', PHASESCOPE_FINISH_S: '6' }
    const scripts = {
      away: begun('away', nobody),
      killed: begun('killed', nobody),
      offline: begun('offline', 'mode="offline"'),
      deaf: begun('deaf', `hub="${deaf.url}"`, timed, patient),
      silent: begun('silent', `hub="${silent.url}"`, timed, patient),
      damaged: begun('damaged', 'mode="offline"', DAMAGED),
    }
    const { killed, damaged, ...others } = scripts
    await Promise.all([deaf.asked, silent.asked, ...Object.values(others).map((one) => one.says(/logged 100\n/))])
    for (const one of Object.values(others)) one.tell('end')
    while (framesIn(journal('killed')) < 4) await after(5)
    killed.child.kill('SIGKILL')
    for (const [id, script] of Object.entries(scripts)) found[id] = await script.ended
    await damaged.ended
    for (const [id, damage] of Object.entries(DAMAGES)) writeFileSync(journal(id), damage(readFileSync(journal(id))))
    hub = await served(data.path)
    found['resend'] = await phasescope(['resend', '--data', data.path])
  })
  afterAll(async () => {
    await hub?.kill()
    data[Symbol.dispose]()
  })

  it('of one whose hub is away', async (context) => {
    if (here.python === null) return context.skip(here.why)
    const { code, stdout, stderr } = found['away']!
    expect(code).toBe(0)
    expect(stderr).toMatch(/No hub at .*; the training continues/)
    expect(stderr).toMatch(/stored in .*away\.journal; send them with: phasescope resend/)
    expect(found['resend']!.stdout).toContain(`The hub at ${hub.url} has received everything in ${journal('away')}`)
    expect(await exported(data.path, 'away', 'a')).toEqual(rows(allOf(stdout)))
    expect(existsSync(journal('away'))).toBe(false)
  })

  it('of one that is killed: what its journal had, without a gap', async (context) => {
    if (here.python === null) return context.skip(here.why)
    const stored = await exported(data.path, 'killed', 'a')
    expect(stored.length).toBeGreaterThan(0)
    expect(stored).toEqual(rows(stored.length))
  })

  it('of one that is offline on purpose: nothing is called, and everything is in the journal', async (context) => {
    if (here.python === null) return context.skip(here.why)
    const { stdout, stderr } = found['offline']!
    expect(stderr).not.toContain('No hub')
    expect(await exported(data.path, 'offline', 'a')).toEqual(rows(allOf(stdout)))
    const frames = (await exported(data.path, 'offline', 'frame')).slice(0, 3)
    expect(frames).toEqual(['frame,0,0,0', 'frame,0,1,0', 'frame,0,2,0'])
  })

  it.for(['deaf', 'silent'])('of one whose hub is %s, which ends no later for that', async (id, context) => {
    if (here.python === null) return context.skip(here.why)
    const { stdout, stderr } = found[id]!
    expect(stderr).toMatch(new RegExp(`stored in .*${id}\\.journal; send them with: phasescope resend`))
    expect(await exported(data.path, id, 'a')).toEqual(rows(allOf(stdout)))
    // It is told to take six seconds; by itself it would be patient with such a hub for thirty.
    expect(Number(/took (\S+)/.exec(stdout)![1])).toBeLessThan(25)
  })

  it.for(Object.keys(DAMAGES))('of one whose journal is %s: what is whole in front of that', async (id, context) => {
    if (here.python === null) return context.skip(here.why)
    const stored = await exported(data.path, id, 'a')
    expect(stored).toEqual(rows(stored.length))
    expect(stored.length).toBeGreaterThan(50)
    expect(stored.length).toBeLessThan(400)
    const isCutOff = !existsSync(journal(id))
    const { stdout, stderr } = found['resend']!
    if (isCutOff) expect(stdout).toContain(`has received everything in ${journal(id)}`)
    else
      expect(stderr).toMatch(
        new RegExp(`${id}\\.journal is kept: .* (is|are) missing, and bytes \\d+ to \\d+ of .* are damaged`),
      )
    expect(isCutOff).toBe(/cut|end/.test(id))
  })
})

describe('a training without a hub', () => {
  it('says where its page is, unless it is quiet; and has a folder for its files, made when it is asked for', async (context) => {
    if (here.python === null) return context.skip(here.why)
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path, PHASESCOPE_SILENT: '0' }
    const begun = (given: string) =>
      python(here.python!, `import phasescope\nrun = phasescope.init(mode="offline", ${given})`, env).ended
    expect((await begun('id="loud", name="Loud"')).stderr).toMatch(
      /^phasescope: Run 'Loud': offline, for phasescope resend\n.* have not reached the hub/,
    )
    expect((await begun('id="quiet", quiet=True')).stderr).not.toContain('offline')
    expect(existsSync(join(data.path, 'files'))).toBe(false)
    const hub = `http://127.0.0.1:${await freePort()}`
    const asked = `import phasescope\nprint(phasescope.init(id="page", hub="${hub}").dir)`
    const { stdout, stderr } = await python(here.python, asked, env).ended
    expect(stderr).toContain(`phasescope: Run 'page': ${hub}/runs/page\n`)
    expect(stdout).toBe(`${join(data.path, 'files', 'page')}\n`)
    expect(existsSync(stdout.trim())).toBe(true)
  })

  it('is disabled: nothing is written at all', async (context) => {
    if (here.python === null) return context.skip(here.why)
    using data = temporaryFolder()
    const script = python(here.python, LOGGING, { PHASESCOPE_DATA: data.path }, ['dict(id="no", mode="disabled")'])
    await script.says(/logged 10\n/)
    script.tell('end')
    expect(await script.ended).toMatchObject({ code: 0, stderr: '' })
    expect(readdirSync(data.path)).toEqual([])
  })
})

describe('a run that is taken up again', () => {
  it('goes on behind its last step: by what the journal has, and by what the hub has', async (context) => {
    if (here.python === null) return context.skip(here.why)
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    const port = await freePort()
    const given = (resume: string) => [`dict(id="again", resume="${resume}", hub="http://127.0.0.1:${port}")`]
    const missing = await python(here.python, LOGGING, env, given('must')).ended
    expect(missing.stderr).toContain("There is no run 'again'")
    const first = python(here.python, LOGGING, env, given('allow'))
    await first.says(/logged 50\n/)
    first.tell('end')
    const logged = allOf((await first.ended).stdout)
    const second = python(here.python, LOGGING, env, given('must')) // and there is no hub still
    await second.says(new RegExp(`logged ${10 * Math.ceil((logged + 50) / 10)}\n`))
    {
      await using hub = await served(data.path, { port })
      await hub.live('again')
      second.tell('end')
      const more = allOf((await second.ended).stdout)
      const twice = await python(here.python, LOGGING, env, given('never')).ended
      expect(twice.stderr).toContain("There is a run 'again' already")
      const third = python(here.python, LOGGING, env, given('allow'))
      await third.says(new RegExp(`logged ${10 * Math.ceil((more + 50) / 10)}\n`))
      third.tell('end')
      const { stdout, stderr } = await third.ended
      expect(stderr).toBe('')
      expect(await exported(data.path, 'again', 'a')).toEqual(rows(allOf(stdout)))
      const { facts, summary } = await hub.view('again')
      expect(summary).toMatchObject({ status: 'completed', step: allOf(stdout) - 1 })
      expect(facts.flatMap(({ report }) => (report.type === 'resumed' ? [report.step] : []))).toEqual([logged, more])
    }
  })
})

interface NeverAnswering extends AsyncDisposable {
  readonly url: string
  /** Resolves when it was asked what it does not answer. */
  readonly asked: Promise<void>
}

/** A hub that greets back, and is silent from then on; or that does not even greet. */
async function neverAnswering(to: 'hello' | 'reports'): Promise<NeverAnswering> {
  const http = createServer()
  const io = new Server(http)
  const asked = new Promise<void>((resolve) => {
    io.of('/trainer').on('connection', (socket) => {
      if (to === 'reports')
        socket.on('hello', (_: unknown, reply: (said: object) => void) => reply({ ok: true, next: 0 }))
      socket.on(to, () => resolve())
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: () => io.close(),
  }
}

function allOf(stdout: string): number {
  return Number(/all (\d+)/.exec(stdout)![1])
}
