import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { machineToken } from '#src/access/index.ts'
import { python, type Python } from '../clients/python/python.ts'
import { venv } from '../clients/python/venv.ts'
import { freePort, temporaryFolder } from '../phasescope.ts'

const SCRIPTS = join(import.meta.dirname, '..', 'clients', 'python', 'bench')
const TRACKERS = ['trackio==0.43.0', 'wandb==0.31.0', 'tensorboardX==2.6.5']
const STEPS = 1_200
const PACE_MS = 12

type Calls = { microseconds: Record<string, { median: number; p99: number; max: number }>; absent: object }

/**
 * What `log` of the Python client costs a training: a call of ten scalars beside those of other trackers, interleaved in one loop, with the
 * hub there, absent and killed on the way; and a loop of steps of 5 ms with and without it.
 */
export async function bench(): Promise<unknown> {
  const { python: path, why } = await venv(TRACKERS)
  if (path === null) return { skipped: why }
  const results: Record<string, unknown> = {}
  for (const hub of ['there', 'absent', 'killed'] as const) {
    process.stderr.write(`  log with the hub ${hub} …\n`)
    const { microseconds, absent } = await calls(path, hub)
    const { phasescope, trackio } = microseconds
    results[hub] = {
      microseconds,
      absent,
      medianShareOfTrackio: phasescope!.median / (trackio?.median ?? NaN),
      p99ShareOfTrackio: phasescope!.p99 / (trackio?.p99 ?? NaN),
    }
  }
  process.stderr.write('  a loop with and without it …\n')
  return { ...results, loop: await loop(path) }
}

async function calls(path: string, state: 'there' | 'absent' | 'killed'): Promise<Calls> {
  using data = temporaryFolder()
  using folder = temporaryFolder()
  const port = await freePort()
  const hub = state === 'absent' ? null : await hubAt(data.path, port)
  const args = [String(STEPS), String(PACE_MS), `http://127.0.0.1:${port}`, folder.path]
  const script = run(path, 'log_calls.py', data.path, args)
  if (state === 'killed') {
    await script.says(/half/)
    hub?.kill('SIGKILL')
  }
  await script.says(/logged/)
  script.tell('')
  const result = await resultOf<Calls>(script)
  hub?.kill('SIGKILL')
  return result
}

async function loop(path: string): Promise<unknown> {
  using data = temporaryFolder()
  const port = await freePort()
  const hub = await hubAt(data.path, port)
  const script = run(path, 'loop_slowed.py', data.path, ['40', '50', `http://127.0.0.1:${port}`])
  const result = await resultOf(script)
  hub.kill('SIGKILL')
  return result
}

function run(path: string, script: string, data: string, args: readonly string[]): Python {
  const env = { PHASESCOPE_DATA: data, PHASESCOPE_TOKEN: machineToken(data), HOME: data }
  const file = join(SCRIPTS, script)
  return python(path, `import runpy, sys; sys.argv[0] = ${JSON.stringify(file)}; runpy.run_path(sys.argv[0], run_name="__main__")`, env, args) // prettier-ignore
}

async function resultOf<T>(script: Python): Promise<T> {
  const [, json = ''] = await script.says(/result (.*)\n/)
  await script.ended
  return JSON.parse(json) as T
}

async function hubAt(folder: string, port: number): Promise<ChildProcess> {
  const process_ = join(import.meta.dirname, '..', 'chaos', 'hub-process.ts')
  const hub = spawn(process.execPath, [process_, folder, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise((resolve) => hub.stdout.once('data', resolve))
  return hub
}
