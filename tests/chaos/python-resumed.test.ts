import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import { machineToken } from '#src/access/index.ts'
import { exported } from '../clients/python/exported.ts'
import { python } from '../clients/python/python.ts'
import { venv, type Venv } from '../clients/python/venv.ts'
import { freePort, phasescope, temporaryFolder } from '../phasescope.ts'
import { hubAt, kill } from './hub-at.ts'

let here: Venv
beforeAll(async () => {
  here = await venv()
})

/** A training that goes on from `run.step`, step by step: it is told when to begin, and when to end. */
const TRAINING = `
import sys, threading, phasescope
run = phasescope.init(project="resumed", id="again", resume="allow", hub=sys.argv[1])
end = threading.Event()
print("from", run.step, flush=True)
sys.stdin.readline()
threading.Thread(target=lambda: (sys.stdin.readline(), end.set()), daemon=True).start()
step = run.step
while not end.wait(0.01):
    run.log({"loss": float(step)}, step=step)
    step += 1
    print("logged", step, flush=True)
run.finish()
print("all", step, flush=True)
`

it('a training that is killed often goes on behind the last step that is kept: none is there twice, and none is missing', async (context) => {
  if (here.python === null) return context.skip(here.why)
  using data = temporaryFolder()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = { PHASESCOPE_DATA: data.path, PHASESCOPE_TOKEN: machineToken(data.path) }
  const started = async () => {
    const script = python(here.python!, TRAINING, env, [url])
    const from = Number((await script.says(/from (\d+)\n/))[1])
    return { script, from }
  }
  const kept = async () => (await exported(data.path, 'again', 'loss')).length
  /** Resolves once so many more steps are logged than the script began with. */
  const logs = ({ script, from }: Awaited<ReturnType<typeof started>>, more: number) =>
    script.says(new RegExp(`logged ${from + more}\n`))

  let hub = await hubAt(data.path, port)
  let training = await started()
  for (const more of [90, 73, 131]) {
    training.script.tell('go')
    await logs(training, more)
    await kill(training.script.child)
    training = await started()
    // With the hub there, what it has is what is kept.
    expect(training.from).toBe(await kept())
  }
  // Killed without a hub: part is at the hub, and part in the journal.
  training.script.tell('go')
  await logs(training, 40)
  await kill(hub)
  await logs(training, 150)
  while (!existsSync(join(data.path, 'journals', 'again.journal'))) await after(5)
  await kill(training.script.child)
  training = await started()
  training.script.tell('go')
  await logs(training, 40)
  await kill(training.script.child)
  // Somebody else delivers the journal, and the hub is away again where the training goes on.
  hub = await hubAt(data.path, port)
  await phasescope(['resend', '--data', data.path, '--hub', url], env)
  const delivered = await kept()
  await kill(hub)
  training = await started()
  expect(training.from).toBe(delivered)
  training.script.tell('go')
  await logs(training, 40)
  hub = await hubAt(data.path, port)
  await logs(training, 80)
  training.script.tell('end')
  const { stdout } = await training.script.ended
  await phasescope(['resend', '--data', data.path, '--hub', url], env)
  await kill(hub)
  const all = Number(/all (\d+)/.exec(stdout)![1])
  const steps = (await exported(data.path, 'again', 'loss')).map((row) => Number(row.split(',')[1]))
  expect(steps).toEqual(Array.from({ length: all }, (_, step) => step))
})
