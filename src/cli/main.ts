import { Command, CommanderError } from 'commander'
import { messageOf, PhasescopeError, unknownName, usageError } from '#src/vocabulary/index.ts'
import { attachCommand } from './commands/attach.ts'
import { breakCommand } from './commands/break.ts'
import { budgetCommand } from './commands/budget.ts'
import { checkpointCommand } from './commands/checkpoint.ts'
import { checkpointsCommand } from './commands/checkpoints.ts'
import { demoCommand } from './commands/demo.ts'
import { detachCommand } from './commands/detach.ts'
import { doctorCommand } from './commands/doctor.ts'
import { experimentsCommand } from './commands/experiments.ts'
import { exportCommand } from './commands/export.ts'
import { forkCommand } from './commands/fork.ts'
import { measureCommand } from './commands/measure.ts'
import { pauseCommand } from './commands/pause.ts'
import { probesCommand } from './commands/probes.ts'
import { replayCommand } from './commands/replay.ts'
import { resendCommand } from './commands/resend.ts'
import { resumeCommand } from './commands/resume.ts'
import { retuneCommand } from './commands/retune.ts'
import { runsCommand } from './commands/runs.ts'
import { serveCommand } from './commands/serve.ts'
import { setCommand } from './commands/set.ts'
import { stepCommand } from './commands/step.ts'
import { stopCommand } from './commands/stop.ts'
import { trainCommand } from './commands/train.ts'
import { tryCommand } from './commands/try.ts'
import { unbreakCommand } from './commands/unbreak.ts'
import { untilCommand } from './commands/until.ts'
import { endWhenOrphaned } from './orphan.ts'
import { version } from './version.ts'

/** Exit codes: 0 done, 1 the world said no, 2 the command was wrong. */
const program = new Command('phasescope')
  .description('Watch training runs live: curated observables of learning, from a weight matrix to a pixel')
  .version(version, '-v, --version')
  .showHelpAfterError(false)
  .helpCommand(false)

const commands = [
  demoCommand(),
  serveCommand(),
  trainCommand(),
  runsCommand(),
  resumeCommand(),
  forkCommand(),
  replayCommand(),
  checkpointsCommand(),
  exportCommand(),
  resendCommand(),
  pauseCommand(),
  stepCommand(),
  untilCommand(),
  stopCommand(),
  setCommand(),
  checkpointCommand(),
  attachCommand(),
  detachCommand(),
  retuneCommand(),
  tryCommand(),
  budgetCommand(),
  breakCommand(),
  unbreakCommand(),
  measureCommand(),
  probesCommand(),
  experimentsCommand(),
  doctorCommand(),
]
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

function report(error: unknown): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0
  const told = error instanceof CommanderError ? fromCommander(error) : error
  const isDebug = process.argv.includes('--debug')
  const text = isDebug && told instanceof Error ? (told.stack ?? told.message) : messageOf(told)
  const isKnown = told instanceof PhasescopeError
  process.stderr.write(`phasescope: ${text}${isKnown || isDebug ? '' : ' (--debug shows where)'}\n`)
  return isKnown && told.kind === 'usage' ? 2 : 1
}

/** The parser's complaints in our words: what came, the nearest name, what is possible. */
function fromCommander(error: CommanderError): PhasescopeError {
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? ''
  if (error.code === 'commander.unknownOption') return unknownName('option', quoted, optionsOf(currentCommand()))
  if (error.code === 'commander.unknownCommand' || error.code === 'commander.excessArguments') {
    const given = program.args[0] ?? quoted
    if (!commands.some((command) => command.name() === given)) {
      return unknownName(
        'command',
        given,
        commands.map((command) => command.name()),
      )
    }
  }
  if (error.code === 'commander.help')
    return usageError(`Name a command: ${commands.map((command) => command.name()).join(', ')}; --help says more`)
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
