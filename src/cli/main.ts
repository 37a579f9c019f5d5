import { Command, CommanderError } from 'commander'
import { computeExactly } from '#trainer/backend/index.ts'
import { messageOf, PhasescopeError, unknownName, usageError } from '#src/vocabulary/index.ts'
import { COMMANDS } from './commands/index.ts'
import { endWhenOrphaned } from './processes/orphan.ts'
import { tellStarter } from './processes/starter.ts'
import { version } from './version.ts'
import { say } from './terminal.ts'

computeExactly() // the hub too: it keeps numbers and hands them on

/** Exit codes: 0 done, 1 the world said no, 2 the command was wrong. */
const program = new Command('phasescope')
  .description('Watch training runs live, through observables of learning, each with its formula, source and caveats')
  .version(version, '-v, --version')
  .showHelpAfterError(false)
  .helpCommand(false)

const names = Object.keys(COMMANDS)
const commands = await loaded(process.argv.slice(2).find((word) => word !== '--debug') ?? '')
for (const command of [program, ...commands]) {
  command.exitOverride().configureOutput({ writeErr: () => {} })
  command.option('--debug', 'print the stack of an error')
}
for (const command of commands) program.addCommand(command)

endWhenOrphaned()
ignoreClosedPipes()
try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = report(error)
}

/** The command of this name; for any other word all of them, so that help can tell of each. */
function loaded(word: string): Promise<Command[]> {
  const wanted = names.includes(word) ? [word] : names
  return Promise.all(wanted.map((name) => (COMMANDS[name] as () => Promise<Command>)()))
}

function report(error: unknown): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0
  const shown = error instanceof CommanderError ? fromCommander(error) : error
  const isDebug = process.argv.includes('--debug')
  const text = isDebug && shown instanceof Error ? (shown.stack ?? shown.message) : messageOf(shown)
  const isKnown = shown instanceof PhasescopeError
  tellStarter({ ok: false, why: messageOf(shown) })
  say(`phasescope: ${text}${isKnown || isDebug ? '' : ' (--debug shows where)'}`)
  return isKnown && shown.kind === 'usage' ? 2 : 1
}

/** The parser's complaints in our words: what came, the nearest name, what is possible. */
function fromCommander(error: CommanderError): PhasescopeError {
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? ''
  if (error.code === 'commander.unknownOption') return unknownName('option', quoted, optionsOf(currentCommand()))
  if (error.code === 'commander.unknownCommand' || error.code === 'commander.excessArguments') {
    const given = program.args[0] ?? quoted
    if (!names.includes(given)) return unknownName('command', given, names)
  }
  if (error.code === 'commander.help') return usageError(`Name a command: ${names.join(', ')}; --help says more`)
  return usageError(error.message.replace(/^error: /, '').trim())
}

function currentCommand(): Command {
  const named = process.argv.slice(2).find((word) => commands.some((command) => command.name() === word))
  return commands.find((command) => command.name() === named) ?? program
}

function optionsOf(command: Command): string[] {
  return [...command.options.map((option) => option.long ?? option.flags), '--help']
}

/** `phasescope export … | head` closes the pipe early: that is no error. */
function ignoreClosedPipes(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
}
