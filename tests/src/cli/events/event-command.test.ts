import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { commandTelling } from '#src/cli/events/event-command.ts'
import { temporaryFolder } from '../../../phasescope.ts'
import { eventOf, heardIn, keepingCommand, moment, transition } from './teller.ts'

/** The command that is run at an event, with real processes. */
const never = new AbortController().signal
const LIMITS = { ms: 60_000, bytes: 1 << 20 }
const word = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
/** A program of a few lines, as \`--on-event\` is given it. */
const program = (text: string) => `${word(process.execPath)} -e ${word(text)}`

test('a command is told an event on its stdin and in its variables, and not in its arguments', async () => {
  using folder = temporaryFolder()
  const event = eventOf(transition('generalization', 1_204))
  await commandTelling(keepingCommand(folder.path, 'two words', '$HOME', '*'), LIMITS)(event, never)
  const [heard, ...more] = heardIn(folder.path)
  expect(more).toEqual([])
  expect(heard!.args).toEqual(['two words', '$HOME', '*'])
  expect(heard!.event).toEqual(event)
  expect(heard!.variables).toMatchObject({
    ...{ PHASESCOPE_EVENT_KIND: 'event', PHASESCOPE_EVENT_RUN: 'r', PHASESCOPE_EVENT_STEP: '1204' },
    ...{ PHASESCOPE_EVENT_BY: 'grokking', PHASESCOPE_EVENT_KEY: 'generalization' },
    ...{ PHASESCOPE_EVENT_LABEL: 'generalization', PHASESCOPE_EVENT_SERIES: 'test-accuracy' },
    PHASESCOPE_EVENT_PAGE: 'http://127.0.0.1:4747/runs/r',
  })
})

test('nothing that a run calls an event is run, splits a word, or ends a line of a variable', async () => {
  using folder = temporaryFolder()
  const bait = join(folder.path, 'bait')
  const hostile = [
    ...[`$(touch ${bait})`, `\`touch ${bait}\``, `'; touch ${bait} #`, `" && touch ${bait} && "`, `| touch ${bait}`],
    ...['--help', 'a\u0000b', 'a\nPATH=/tmp', '\u001b[2J\u202e', '\ud800', 'x'.repeat(100_000)],
  ]
  const tell = commandTelling(keepingCommand(folder.path, 'fixed'), LIMITS)
  for (const label of hostile) await tell(eventOf(moment(3, label)), never)
  const heard = heardIn(folder.path)
  expect(existsSync(bait)).toBe(false)
  expect(heard.map(({ args }) => args)).toEqual(hostile.map(() => ['fixed']))
  // A lone half of a character has no UTF-8; JSON has it as an escape.
  expect(heard.map(({ event }) => event.label)).toEqual(hostile)
  const said = heard.map(({ variables }) => variables.PHASESCOPE_EVENT_LABEL!)
  expect(said.slice(0, 6)).toEqual(hostile.slice(0, 6))
  expect(said.slice(6, 10)).toEqual(['a\\u0000b', 'a\\u000aPATH=/tmp', '\\u001b[2J\\u202e', '\\ud800'])
  expect(said.at(-1)).toHaveLength(2_048)
})

test('a command that takes too long is ended with all that it started', async () => {
  using folder = temporaryFolder()
  const [pids, script] = [join(folder.path, 'pids'), join(folder.path, 'long.sh')]
  writeFileSync(script, `sleep 1000 & echo $! > ${pids}.new; mv ${pids}.new ${pids}; wait`)
  const telling = commandTelling(`sh ${script}`, { ...LIMITS, ms: 4_000 })(eventOf(moment(1)), never)
  await expect(telling).rejects.toThrow(/'sh': it took more than 4 s, and was ended/)
  await expect.poll(() => isAlive(Number(readFileSync(pids, 'utf8')))).toBe(false)
})

test('what a command leaves behind when it ends is ended, and holds nobody up', async () => {
  using folder = temporaryFolder()
  const [pids, script] = [join(folder.path, 'pids'), join(folder.path, 'leaves.sh')]
  writeFileSync(script, `sleep 1000 & echo $! > ${pids}`)
  await commandTelling(`sh ${script}`, LIMITS)(eventOf(moment(1)), never)
  await expect.poll(() => isAlive(Number(readFileSync(pids, 'utf8')))).toBe(false)
})

test('a command that writes without an end is ended, on either stream', async () => {
  for (const stream of ['stdout', 'stderr']) {
    const flood = program(`const go = () => process.${stream}.write('x'.repeat(65536), go); go()`)
    const telling = commandTelling(flood, { ...LIMITS, bytes: 200_000 })(eventOf(moment(1)), never)
    await expect(telling).rejects.toThrow(/it wrote more than 200000 bytes, and was ended/)
  }
})

test('a command that fails is said with its code and the beginning of what it wrote on stderr', async () => {
  const failing = program(`console.error('no such ' + 'mailbox '.repeat(100)); process.exit(3)`)
  const error = await commandTelling(failing, LIMITS)(eventOf(moment(1)), never).then(() => null, String)
  expect(error).toMatch(/it ended with code 3: no such mailbox/)
  expect(error!.length).toBeLessThan(600)
})

test('a command that does not read its stdin, or ends while it is told, harms nothing', async () => {
  const event = eventOf({ ...moment(1), about: 'x'.repeat(500_000) })
  await commandTelling(program('process.exit(0)'), LIMITS)(event, never)
})

test('what is no longer wanted is ended', async () => {
  using folder = temporaryFolder()
  const [begun, script] = [join(folder.path, 'begun'), join(folder.path, 'long.sh')]
  writeFileSync(script, `touch ${begun}; sleep 1000`)
  const over = new AbortController()
  const telling = commandTelling(`sh ${script}`, LIMITS)(eventOf(moment(1)), over.signal)
  const refused = expect(telling).rejects.toThrow(/it was ended with what it was told of/)
  await expect.poll(() => existsSync(begun)).toBe(true)
  over.abort()
  await refused
})

test.each([
  ['', /expected a program and its arguments/],
  ['   ', /expected a program and its arguments/],
  ["''", /expected a program and its arguments/],
  ["sh -c 'true", /expected ' at the end/],
  ['echo a | cat', /got '\|'; no shell is started/],
  ['echo a > /tmp/x', /got '>'; no shell is started/],
  ['no-such-program-here', /which no folder of PATH has/],
  ['/no/such/program', /which is no such file/],
  ['/tmp', /which is no such file/],
])('%j is refused before a run begins', (given, why) => {
  expect(() => commandTelling(given)).toThrow(why)
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('what another user runs in the group of a command, which nobody else can end, harms nobody', async () => {
  const refused = Object.assign(new Error('kill EPERM'), { code: 'EPERM' })
  const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw refused
  })
  try {
    await commandTelling(program(''), LIMITS)(eventOf(moment(1)), never)
    expect(kill).toHaveBeenCalled()
  } finally {
    kill.mockRestore()
  }
})

test('where no process can be had, that is said, and whoever would have started it goes on', async () => {
  using folder = temporaryFolder()
  const script = join(folder.path, 'full.mjs')
  const here = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
  writeFileSync(
    script,
    `import { openSync, closeSync } from 'node:fs'
    const { commandTelling } = await import(${here('../../../../src/cli/events/event-command.ts')})
    const telling = commandTelling('true')
    const files = []
    try { for (;;) files.push(openSync('/dev/null')) } catch {}
    const why = await telling({ ...${JSON.stringify(eventOf(moment(1)))} }, new AbortController().signal).then(() => 'told', (error) => error.message)
    await new Promise((resolve) => setImmediate(resolve))
    files.forEach((file) => closeSync(file))
    console.log(why)`,
  )
  const shell = `ulimit -n 100; exec '${process.execPath}' '${script}'`
  const { stdout, stderr } = spawnSync('sh', ['-c', shell], { encoding: 'utf8' })
  expect([stdout, stderr]).toEqual([expect.stringMatching(/^'true': spawn .*EMFILE\n$/), ''])
})
