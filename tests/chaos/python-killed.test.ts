import { beforeAll, expect, it } from 'vitest'
import { machineToken } from '#src/access/index.ts'
import { exported } from '../clients/python/exported.ts'
import { python, type Python } from '../clients/python/python.ts'
import { venv, type Venv } from '../clients/python/venv.ts'
import { freePort, phasescope, temporaryFolder } from '../phasescope.ts'
import { hubAt, kill } from './hub-at.ts'

let here: Venv
beforeAll(async () => {
  here = await venv()
})

/** One of two processes of a data-parallel training: logs until it is told to end. */
const TRAINING = `
import sys, threading, phasescope
run = phasescope.init(project="parallel", id="two", shared=True, hub=sys.argv[1])
end = threading.Event()
threading.Thread(target=lambda: (sys.stdin.readline(), end.set()), daemon=True).start()
step = 0
while not end.wait(0.002):
    run.log({"loss": float(step), "rank": run.rank}, step=step)
    step += 1
    if step % 50 == 0: print("logged", step, flush=True)
run.finish()
print("all", step, flush=True)
`

it('two processes of one run, their hub and one of them killed: what was logged is there, once', async (context) => {
  if (here.python === null) return context.skip(here.why)
  using data = temporaryFolder()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = { PHASESCOPE_DATA: data.path, PHASESCOPE_TOKEN: machineToken(data.path), WORLD_SIZE: '2' }
  const started = (rank: number) => python(here.python!, TRAINING, { ...env, RANK: String(rank) }, [url])
  let hub = await hubAt(data.path, port)
  const [first, second] = [started(0), started(1)]
  await Promise.all([first.says(/logged 200\n/), second.says(/logged 200\n/)])
  await kill(hub)
  await Promise.all([saysMore(first), saysMore(second)])
  hub = await hubAt(data.path, port)
  await Promise.all([saysMore(first), saysMore(second)])
  await kill(hub)
  await Promise.all([saysMore(first), saysMore(second)])
  const before = lastLogged(second)
  second.child.kill('SIGKILL') // without a hub: what its journal has is what is left of it
  await second.ended
  hub = await hubAt(data.path, port)
  await saysMore(first)
  first.tell('end')
  const { code, stdout } = await first.ended
  expect(code).toBe(0)
  await phasescope(['resend', '--data', data.path, '--hub', url], env)
  await kill(hub)

  const all = Number(/all (\d+)/.exec(stdout)![1])
  expect(await exported(data.path, 'two', 'loss')).toEqual(rows('loss', all))
  expect(await exported(data.path, 'two', 'rank')).toHaveLength(all)
  const ofKilled = await exported(data.path, 'two', 'loss/rank-1')
  expect(ofKilled).toEqual(rows('loss/rank-1', ofKilled.length))
  // What was logged before the hub was killed the first time is at least there.
  expect(ofKilled.length).toBeGreaterThan(200)
  expect(ofKilled.length).toBeLessThanOrEqual(before + 1_000)
})

function lastLogged({ stdout }: Python): number {
  return Number(/logged (\d+)\n$/.exec(stdout())?.[1] ?? 0)
}

async function saysMore(script: Python): Promise<void> {
  await script.says(new RegExp(`logged ${lastLogged(script) + 200}\n`))
}

function rows(series: string, steps: number): string[] {
  return Array.from({ length: steps }, (_, step) => `${series},${step},,${step}`)
}
