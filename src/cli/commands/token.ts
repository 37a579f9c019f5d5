import { Argument, Command, Option } from 'commander'
import { createToken, namedTokens, revokeToken } from '#src/access/index.ts'
import { agoText, RIGHTS, usageError, type Right } from '#src/vocabulary/index.ts'
import { commandText } from '../command-text.ts'
import { dataOption, jsonOption } from '../options.ts'
import { tableOf } from '../table.ts'
import { print, say } from '../terminal.ts'

type Options = { data: string; right?: Right; name?: string; json?: boolean }

export function tokenCommand(): Command {
  return new Command('token')
    .description('make, list or revoke the tokens by which others use the hub of a data folder')
    .addArgument(new Argument('<action>', 'what to do').choices(['create', 'list', 'revoke']))
    .argument('[name]', 'the token to revoke, or what to call the one to make')
    .addOption(
      new Option('--right <right>', 'view: look; control: look and control runs; report: send a run').choices(RIGHTS),
    )
    .option('--name <name>', 'what to call it; by default its right and a number')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((action: 'create' | 'list' | 'revoke', name: string | undefined, options: Options) => {
      if (action === 'create') create({ ...options, name: options.name ?? name })
      else if (action === 'list') list(options)
      else revoke(name ?? options.name, options)
    })
}

/** The token is printed once, alone on stdout: it is written nowhere. */
function create({ data, right, name, json }: Options): void {
  if (right === undefined) throw usageError(`Say what it allows: --right ${RIGHTS.join(', --right ')}`)
  const called = name ?? freeName(right, data)
  const token = createToken(data, { right, name: called })
  if (json) return print(JSON.stringify({ name: called, right, token }))
  say(`Token '${called}' allows ${right}. It is shown now and never again; whoever has it sets PHASESCOPE_TOKEN to it`)
  print(token)
}

function list({ data, json }: Options): void {
  const tokens = namedTokens(data)
  if (json) return print(JSON.stringify(tokens.map(({ name, right, madeAt }) => ({ name, right, madeAt }))))
  if (tokens.length === 0)
    return print(`No tokens in ${data}; make one with: ${commandText('token create --right view', data)}`)
  print(
    tableOf(
      ['token', 'right', 'made'],
      tokens.map(({ name, right, madeAt }) => [name, right, agoText(madeAt, Date.now())]),
    ),
  )
}

function revoke(name: string | undefined, { data, json }: Options): void {
  if (name === undefined)
    throw usageError(`Name the token to revoke; \`${commandText('token list', data)}\` lists them`)
  revokeToken(data, name)
  print(json ? JSON.stringify({ revoked: name }) : `Token '${name}' is revoked; the browsers that it let in are out`)
}

function freeName(right: Right, data: string): string {
  const names = new Set(namedTokens(data).map(({ name }) => name))
  let n = 1
  while (names.has(`${right}-${n}`)) n += 1
  return `${right}-${n}`
}
