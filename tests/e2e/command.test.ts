import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { linesOf, phasescope, start, temporaryFolder } from '../phasescope.ts'
import { served } from '../served.ts'

const SMALL = ['train', 'grok-mlp-small', '--steps', '60', '--seed', '1', '--json']

describe('train --json', () => {
  it('prints only JSON lines, every loss and accuracy at every step, and the end last', async () => {
    using data = temporaryFolder()
    const { code, stdout } = await phasescope([...SMALL, '--data', data.path])
    expect(code).toBe(0)
    const lines = linesOf(stdout)
    for (const series of ['train-loss', 'test-loss', 'train-accuracy', 'test-accuracy']) {
      const steps = lines.filter((line) => line.series === series).map(({ step }) => step)
      expect(steps).toEqual(Array.from({ length: 61 }, (_, step) => step))
    }
    expect(lines.at(-1)).toMatchObject({
      type: 'ended',
      steps: 60,
      weights: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    })
    expect(lines.slice(0, -1).every(({ type }) => type === 'measured')).toBe(true)
  })

  it('gives the same weights for the same seed in two processes, and others for another seed', async () => {
    using data = temporaryFolder()
    const hashOf = async (args: string[]) =>
      linesOf((await phasescope([...args, '--data', data.path])).stdout).at(-1)?.weights
    const first = await hashOf(SMALL)
    expect(await hashOf(SMALL)).toBe(first)
    expect(await hashOf([...SMALL, '--seed', '2'])).not.toBe(first)
  })

  it('is kept: export gives back every line that was printed', async () => {
    using data = temporaryFolder()
    const printed = linesOf((await phasescope([...SMALL, '--data', data.path])).stdout)
    const run = printed.at(-1)?.run ?? ''
    const { code, stdout } = await phasescope(['export', run, '--format', 'ndjson', '--data', data.path])
    expect(code).toBe(0)
    expect(sorted(linesOf(stdout))).toEqual(sorted(printed.slice(0, -1)))
  })

  it('exports CSV to a file and leaves no partial file', async () => {
    using data = temporaryFolder()
    const run = linesOf((await phasescope([...SMALL, '--data', data.path])).stdout).at(-1)?.run ?? ''
    const file = join(data.path, 'out.csv')
    const { code } = await phasescope(['export', run, '--series', 'test-*', '-o', file, '--data', data.path])
    expect(code).toBe(0)
    const rows = readFileSync(file, 'utf8').trim().split('\n')
    expect(rows[0]).toBe('series,step,index,value')
    expect(rows).toHaveLength(1 + 2 * 61)
    const parts = await phasescope(['export', run, '--series', 'weight-n*', '--data', data.path])
    const names = parts.stdout
      .split('\n')
      .slice(1, -1)
      .map((row) => row.split(',')[0])
    expect([...new Set(names)]).toEqual(['weight-norm/total', 'weight-norm/w1', 'weight-norm/w2'])
    expect(readdirSync(data.path).filter((name) => name.endsWith('.partial'))).toEqual([])
  })
})

describe('a hub that serves the data folder', () => {
  it('gets the run live, without being named, and can stop it', async () => {
    using data = temporaryFolder()
    await using hub = await served(data.path)
    const trainer = start(['train', 'grok-mlp-small', '--steps', '100000', '--json', '--data', data.path])
    await trainer.says(/"step":20[,}]/)
    const run = await hub.firstRun()
    const response = await hub.command(run, { type: 'stop' })
    expect(await response.json()).toMatchObject({ ok: true, step: expect.any(Number) })
    expect((await trainer.ended).code).toBe(0)
    expect(await hub.end()).toBe(0)
    expect(existsSync(join(data.path, 'hub.json'))).toBe(false)
  })
})

describe('wrong usage ends with code 2 and one line that says what is possible', () => {
  it.each([
    [['train', 'nope'], /Unknown experiment 'nope'.*modular-addition-mlp/],
    [['train', 'modular-adition-mlp'], /did you mean 'modular-addition-mlp'/],
    [['train', 'grok-mlp-small', '--set', 'width=-3'], /width: expected .* between 1 and \d+, got '-3'/],
    [['train', 'grok-mlp-small', '--set', 'widht=3'], /'widht'.*did you mean 'width'/],
    [['train', 'grok-mlp-small', '--set', 'width'], /key=value/],
    [['train', 'grok-mlp-small', '--probe', 'wieght-norm'], /Unknown probe 'wieght-norm'.*did you mean 'weight-norm'/],
    [['train', 'grok-mlp-small', '--steps', '0'], /--steps: expected a whole number from 1, got '0'/],
    [['train', 'grok-mlp-small', '--sed', '1'], /Unknown option '--sed'.*did you mean '--seed'/],
    [['trian'], /Unknown command 'trian'.*did you mean 'train'/],
    [[], /Name a command/],
  ])('%j', async (args, message) => {
    using data = temporaryFolder()
    const { code, stdout, stderr } = await phasescope(args, { PHASESCOPE_DATA: join(data.path, 'runs') })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr.trim()).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(existsSync(join(data.path, 'runs'))).toBe(false)
  })
})

describe('problem ends with code 1 and one line', () => {
  it('a data folder that cannot be made', async () => {
    using data = temporaryFolder()
    const { code, stderr } = await phasescope([...SMALL, '--data', '/proc/phasescope'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/\/proc\/phasescope/)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    chmodSync(data.path, 0o700)
  })

  it('a port in use', async () => {
    using data = temporaryFolder()
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const { code, stderr } = await phasescope(['serve', '--port', String(port), '--data', data.path])
    server.close()
    expect(code).toBe(1)
    expect(stderr).toMatch(new RegExp(`${port}.*in use.*--port`))
  })
})

describe('doctor', () => {
  it.each(['tensorflow', 'wasm'])('says %s when that is forced, and how fast it is', async (backend) => {
    using data = temporaryFolder()
    const { code, stdout, stderr } = await phasescope(['doctor', '--json', '--data', data.path], {
      PHASESCOPE_BACKEND: backend,
    })
    expect(code, stderr).toBe(0)
    const findings = JSON.parse(stdout) as { backend: string; gflops: number; data: { writable: boolean } }
    expect(findings).toMatchObject({ backend, data: { writable: true } })
    expect(findings.gflops).toBeGreaterThan(0)
  })

  it('says what is possible when another is asked for', async () => {
    const { code, stderr } = await phasescope(['doctor'], { PHASESCOPE_BACKEND: 'cuda' })
    expect(code).not.toBe(0)
    expect(stderr).toMatch(/tensorflow or wasm/)
  })
})

describe('the catalogues', () => {
  it('say all of one, and which there are when it is none', async () => {
    expect(JSON.parse((await phasescope(['experiments', 'grok-mlp-small', '--json'])).stdout)).toMatchObject({
      steps: 250,
    })
    const listed = (await phasescope(['experiments', 'polynomials'])).stdout
    expect(listed).toMatch(/^modular-polynomials +\d+ +/m)
    expect(listed).not.toMatch(/^hopfield/m)
    const { code, stderr } = await phasescope(['experiments', 'grok-mlp-smlal'])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/did you mean 'grok-mlp-small'/) })
  })

  it.each(['probes', 'experiments', 'runs'])('%s --json is JSON', async (command) => {
    using data = temporaryFolder()
    const { code, stdout } = await phasescope([command, '--json'], { PHASESCOPE_DATA: data.path })
    expect(code).toBe(0)
    expect(Array.isArray(JSON.parse(stdout))).toBe(true)
  })
})

const sorted = (lines: { series?: string; step?: number }[]) =>
  lines.toSorted((a, b) => (a.series ?? '').localeCompare(b.series ?? '') || (a.step ?? 0) - (b.step ?? 0))
