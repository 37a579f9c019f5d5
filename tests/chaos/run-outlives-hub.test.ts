import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { freePort, linesOf, phasescope, start, temporaryFolder } from '../phasescope.ts'
import { served } from '../served.ts'

it('a run that ends without its hub leaves a journal, and resend delivers it whole', async () => {
  using data = temporaryFolder()
  using kept = temporaryFolder()
  const port = await freePort()
  const hub = `http://127.0.0.1:${port}`
  await using first = await served(data.path, { port })
  const args = ['train', 'grok-mlp-small', '--seed', '5', '--steps', '300', '--json', '--hub', hub, '--data', kept.path]
  const env = { PHASESCOPE_TOKEN: first.token }
  const trainer = start(args, env)
  await trainer.says(/"step":100[,}]/)
  await first.kill()
  await trainer.says(/"step":300[,}]/)
  await new Promise((resolve) => setTimeout(resolve, 500))
  trainer.child.kill('SIGINT')
  const { code, stdout, stderr } = await trainer.ended
  expect(code).toBe(130)
  expect(stderr).toMatch(
    /reports of run \S+ have not reached the hub; they are stored in \S+; send them with: phasescope resend/,
  )
  expect(readdirSync(join(kept.path, 'journals'))).toHaveLength(1)

  await using second = await served(data.path, { port })
  expect((await phasescope(['resend', '--hub', hub, '--data', kept.path], env)).code).toBe(0)
  expect(readdirSync(join(kept.path, 'journals'))).toEqual([])
  await second.end()
  const stored = linesOf((await phasescope(['export', 'grok', '--format', 'ndjson', '--data', data.path])).stdout)
  const key = ({ series, step }: { series?: string; step?: number }) => `${series} ${step}`
  const sorted = (lines: typeof stored) => lines.toSorted((a, b) => key(a).localeCompare(key(b)))
  expect(sorted(stored)).toEqual(sorted(linesOf(stdout).filter(({ type }) => type === 'measured')))
})
