import { Command } from 'commander'
import {
  addressOfView,
  agoText,
  linkToView,
  messageOf,
  usageError,
  type NamedView,
  type NamedViewChange,
} from '#src/vocabulary/index.ts'
import { parseNamedViewChange } from '#src/schema/named-view.ts'
import { openStore } from '#src/store/index.ts'
import { askHub } from '../ask-hub.ts'
import { hubHeaders } from '../hub-token.ts'
import { dataOption, hubAddress, jsonOption } from '../options.ts'
import { hubServing } from '../serving.ts'
import { tableOf } from '../table.ts'
import { print } from '../terminal.ts'

interface Options {
  save?: string
  rename?: string
  to?: string
  remove?: string
  replace?: boolean
  hub?: string
  data: string
  json?: boolean
}

export function viewsCommand(): Command {
  return new Command('views')
    .description('list the named views of pages, or save, rename or remove one')
    .argument('[address]', 'with --save: the address of a page, such as http://127.0.0.1:4747/compare?where=…')
    .option('--save <name>', 'save what an address shows under a name')
    .option('--replace', 'with --save: in the place of the view that has this name')
    .option('--rename <name>', 'give a view another name')
    .option('--to <name>', 'with --rename: the name that it gets')
    .option('--remove <name>', 'remove a view')
    .option('--hub <url>', 'the hub of the views; by default the one that serves the data folder, if any', hubAddress)
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (address: string | undefined, options: Options) => {
      try {
        const change = changeOf(address, options)
        const views = await (change === null ? listed(options) : changed(change, options))
        print(options.json ? JSON.stringify(views, null, 2) : textOf(views, options.data))
      } catch (error) {
        if (options.json) print(JSON.stringify({ ok: false, why: messageOf(error) }))
        throw error
      }
    })
}

/** What the options change; null where they only ask. Checked whole before anything is opened. */
function changeOf(address: string | undefined, options: Options): NamedViewChange | null {
  const { save, rename, to, remove, replace = false } = options
  if ([save, rename, remove].filter((one) => one !== undefined).length > 1)
    throw usageError('--save, --rename and --remove: expected one of them')
  if (address !== undefined && save === undefined) throw usageError('An address is saved with --save NAME')
  if (replace && save === undefined) throw usageError('--replace: expected --save NAME with it')
  if ((to === undefined) !== (rename === undefined)) throw usageError('--rename OLD --to NEW: expected both')
  if (rename !== undefined) return parsedChange({ type: 'rename', name: rename, to })
  if (remove !== undefined) return parsedChange({ type: 'remove', name: remove })
  if (save === undefined) return null
  if (address === undefined) throw usageError('--save: expected the address of a page, copied from the browser')
  const url = URL.parse(address, 'http://hub')
  if (url === null) throw usageError(`Expected the address of a page, got '${address.slice(0, 60)}'`)
  const page = url.pathname
  return parsedChange({ type: 'save', name: save, page, query: url.search.slice(1), replace })
}

/** What is wrong with it is the reader's to mend. */
function parsedChange(value: unknown): NamedViewChange {
  try {
    return parseNamedViewChange(value)
  } catch (error) {
    throw usageError(messageOf(error))
  }
}

async function listed(options: Options): Promise<readonly NamedView[]> {
  const hub = await hubOf(options)
  if (hub !== null) return askHub(hub.url, '/api/views', { headers: hub.headers })
  const store = await openStore(options.data)
  try {
    return await store.views()
  } finally {
    await store.close()
  }
}

async function changed(change: NamedViewChange, options: Options): Promise<readonly NamedView[]> {
  const hub = await hubOf(options)
  if (hub !== null) return askHub(hub.url, '/api/views', { method: 'POST', headers: hub.headers, body: change })
  const store = await openStore(options.data)
  try {
    await store.changeViews(change, Date.now())
    return await store.views()
  } finally {
    await store.close()
  }
}

async function hubOf({ hub, data }: Options) {
  const url = hub ?? (await hubServing(data))
  return url === null ? null : { url, headers: await hubHeaders(url, data) }
}

function textOf(views: readonly NamedView[], data: string): string {
  if (views.length === 0) return `No named views in ${data}; save one on a page, under Views`
  const rows = views.map((view) => [
    view.name,
    linkToView(view.name),
    addressOfView(view).slice(0, 60),
    agoText(view.savedAt, Date.now()),
  ])
  return tableOf(['view', 'link', 'shows', 'saved'], rows)
}
