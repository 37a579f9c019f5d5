import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { experimentText } from '#src/cli/new/texts.ts'
import { phasescope, temporaryFolder } from '../phasescope.ts'

/** Each command is a process of its own, and starts others: a sweep's workers, a replay, the makers of a verification. */
it('a run of an own experiment is trained, forked, measured late, swept and verified, whatever its file is by then', async () => {
  using folder = temporaryFolder()
  const [data, own] = [join(folder.path, 'data'), folder.path]
  const good = experimentText('mine', 'Mine')
  const save = (text: string) => writeFileSync(join(own, 'mine.ts'), text)
  const command = async (...args: string[]) => {
    const { code, stdout, stderr } = await phasescope([...args, ...(args[0] === 'verify' ? [] : ['--data', data])])
    expect(code, stderr).toBe(0)
    return stdout
  }
  const weightsOf = (lines: string) => /"weights":"(sha256:[0-9a-f]+)"/.exec(lines)?.[1]
  const normsOf = async (run: string) => {
    const csv = await command('export', run, '--series', 'effective-rank/w1')
    return csv.split('\n').filter((line) => line.includes('effective-rank/w1'))
  }

  save(good)
  const attached = ['--probe', 'effective-rank@10']
  const watched = await command('train', 'mine', '--experiments', own, '--id', 'watched', ...attached, '--json')
  await command('train', 'mine', '--experiments', own, '--id', 'late', '--json')
  const swept = await command('sweep', 'mine', '--experiments', own, '--grid', 'width=8,16', '--steps', '20', '--json')
  const [, sweep = ''] = /"sweep":"([^"]+)"/.exec(swept) ?? []
  const verified = JSON.parse(await command('verify', 'mine', '--experiments', own, '--seeds', '3', '--json')) as object
  expect(verified).toMatchObject({ holds: true, experiments: [{ experiment: 'mine' }] })

  save(good.replace('separation: p.number(3,', 'separation: p.number(0,'))
  const forked = await command('fork', 'watched', '--at', '100', '--id', 'fork', '--json')
  expect(weightsOf(forked)).toBe(weightsOf(watched))
  const attach = { type: 'attach', probe: 'effective-rank', cadence: { kind: 'every', steps: 10 }, from: 'start' }
  await command('resume', 'late', '--obey', JSON.stringify(attach), '--json')
  const late = await normsOf('late')
  expect(late).toHaveLength(21)
  expect(late).toEqual(await normsOf('watched'))
  expect(await command('sweep', '--resume', sweep, '--json')).toContain('"completed":2')
})
