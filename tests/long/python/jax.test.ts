import { beforeAll, expect, it } from 'vitest'
import { exported } from '../../clients/python/exported.ts'
import { python } from '../../clients/python/python.ts'
import { venv, type Venv } from '../../clients/python/venv.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { served } from '../../served.ts'

let here: Venv
beforeAll(async () => {
  here = await venv(['jax[cpu]==0.8.1'])
})

it('log does not wait for what JAX still computes, and has its value later', async (context) => {
  if (here.python === null) return context.skip(here.why)
  using data = temporaryFolder()
  await using hub = await served(data.path)
  const script = `
import jax, jax.numpy as jnp, phasescope
run = phasescope.init(project="jax", id="pending")
@jax.jit
def slow(x):
    return jax.lax.fori_loop(0, 400, lambda i, y: jnp.tanh(y @ y), x).sum()
x = jnp.ones((400, 400))
slow(x).block_until_ready()
pending = slow(x + 1)
run.log({"pending": pending, "small": jnp.float32(2.5), "list": jnp.arange(3), "brain": jnp.bfloat16(1.5)})
print("ready", pending.is_ready(), flush=True)
run.finish()
print("value", float(pending), flush=True)
`
  const { stdout, stderr } = await python(here.python, script, { PHASESCOPE_DATA: data.path }).ended
  expect(stderr).toBe('')
  expect(stdout).toContain('ready False')
  const value = Number(/value (\S+)/.exec(stdout)![1])
  const rows = await exported(data.path, 'pending')
  expect(rows).toEqual(
    expect.arrayContaining([`pending,0,,${value}`, 'small,0,,2.5', 'list,0,0,0', 'list,0,2,2', 'brain,0,,1.5']),
  )
  expect((await hub.view('pending')).summary.run).toMatchObject({ backend: { name: 'jax' } })
})
